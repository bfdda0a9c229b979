// Looks for a tracer on a target.
import { type Connection, TargetError } from '../targets/target.ts';
import type { TracerFacts, TracerProgram } from '../tracers/tracer.ts';
import { runToEnd } from './runToEnd.ts';

/** What a target says about itself and one tracer before a run. */
export interface TracerSurvey {
  readonly facts: TracerFacts;
  /** `uname -r`. */
  readonly kernelRelease: string;
  /** `uname -m`. */
  readonly machine: string;
}

/** Of tracers whose version makes a difference, or that share their name with another program. */
const versionOption: Partial<Record<TracerProgram, string>> = {
  bpftrace: '--version',
  dtrace: '-V',
};

const packages: Record<TracerProgram, string> = {
  stap: 'systemtap',
  staprun: 'systemtap-runtime',
  bpftrace: 'bpftrace',
  dtrace: 'dtrace',
};

// The PATH of a non-interactive ssh session often lacks the sbin folders that tracers live in. /proc tells the machine since Linux 6.1, and
// spares a process.
const survey = `PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
read -r release </proc/sys/kernel/osrelease
{ read -r machine </proc/sys/kernel/arch; } 2>/dev/null || machine=$(uname -m)
echo "$release $machine"
command -v "$1" || echo
command -v staprun || echo
[ -z "$2" ] || "$1" "$2" 2>&1`;

/** To be asked with other things at once: a program for `sh` with two words, and what it says. */
export const tracerSurvey = { program: survey, words: surveyWords, read: readSurvey } as const;

/** Rejects with a `TargetError` that names the next step when the tracer, or what runs its modules, is not there. */
export async function findTracer(connection: Connection, program: TracerProgram): Promise<TracerSurvey> {
  const { stdout } = await runToEnd(connection, ['sh', '-c', survey, 'sh', ...surveyWords(program)]);
  return readSurvey(stdout.toString('utf8').split('\n'), program, connection);
}

function surveyWords(program: TracerProgram): readonly [string, string] {
  return [program, versionOption[program] ?? ''];
}

/** Throws as `findTracer` rejects. */
function readSurvey(
  [kernel = '', path = '', staprun = '', ...said]: readonly string[],
  program: TracerProgram,
  connection: Connection,
): TracerSurvey {
  const host = connection.target.name;
  const [kernelRelease = '', machine = ''] = kernel.split(' ');
  if (!path.startsWith('/')) {
    const install = `${packages[program]} (Debian and Ubuntu: apt install ${packages[program]}; Fedora: dnf install ${packages[program]})`;
    throw new TargetError(
      program === 'stap' && staprun.startsWith('/')
        ? `${host} has staprun, but no stap to compile with. Have it built on a target with stap and the headers of ${kernelRelease} (setting tracewright.buildTargets, Build On in Run With…, or --build-on), or install ${install} there.`
        : `${host} has no ${program}. Install ${install} there, or pick another target.`,
    );
  }
  const text = said.join('\n');
  // SystemTap ships a script named dtrace that makes headers from probe definitions.
  if (program === 'dtrace' && !/dtrace: .*\d|DTrace \d/.test(text)) {
    throw new TargetError(
      `${path} on ${host} is SystemTap's header generator, not the tracer. Install DTrace there (Debian: apt install dtrace; Oracle Linux: dnf install dtrace).`,
    );
  }
  const version = /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0] ?? '';
  return { facts: { version, path }, kernelRelease, machine };
}
