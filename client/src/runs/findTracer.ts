// Looks for a tracer on a target.
import { type Connection, TargetError } from '../targets/target.ts';
import type { TracerFacts, TracerId } from '../tracers/tracer.ts';
import { runToEnd } from './runToEnd.ts';

/** What a target says about itself and one tracer before a run. */
export interface TracerSurvey {
  readonly facts: TracerFacts;
  /** `uname -r`. */
  readonly kernelRelease: string;
}

const versionOption: Record<TracerId, string> = { stap: '-V', bpftrace: '--version', dtrace: '-V' };

const packages: Record<TracerId, string> = { stap: 'systemtap', bpftrace: 'bpftrace', dtrace: 'dtrace' };

// The PATH of a non-interactive ssh session often lacks the sbin folders that tracers live in.
const survey = `PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
uname -r
command -v "$1" || echo
"$1" "$2" 2>&1`;

/** Rejects with a `TargetError` that names the next step when the tracer is not there. */
export async function findTracer(connection: Connection, tracer: TracerId): Promise<TracerSurvey> {
  const host = connection.target.name;
  const { stdout } = await runToEnd(connection, ['sh', '-c', survey, 'sh', tracer, versionOption[tracer]]);
  const [kernelRelease = '', path = '', ...said] = stdout.toString('utf8').split('\n');
  if (!path.startsWith('/')) {
    throw new TargetError(
      `${host} has no ${tracer}. Install it there (Debian and Ubuntu: apt install ${packages[tracer]}; Fedora: dnf install ${packages[tracer]}), or pick another target.`,
    );
  }
  const text = said.join('\n');
  // SystemTap ships a script named dtrace that makes headers from probe definitions.
  if (tracer === 'dtrace' && !/dtrace: .*\d|DTrace \d/.test(text)) {
    throw new TargetError(
      `${path} on ${host} is SystemTap's header generator, not the tracer. Install DTrace there (Debian: apt install dtrace; Oracle Linux: dnf install dtrace).`,
    );
  }
  const version = /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0] ?? '';
  return { facts: { version, path }, kernelRelease };
}
