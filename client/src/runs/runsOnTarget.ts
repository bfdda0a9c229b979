// Lists and removes what runs, or was left, on a target: also by other windows and users, as far as the user may see them.
import { type Connection, TargetError } from '../targets/target.ts';
import type { TracerId } from '../tracers/tracer.ts';
import { runRoots } from './prepareRun.ts';
import { isRunId } from './runId.ts';
import { runToEnd } from './runToEnd.ts';
import { spawnWithReach } from './spawnWithReach.ts';

/** A run that lies on a target. */
export interface RunOnTarget {
  readonly id: string;
  /** Its folder there. */
  readonly path: string;
  /**
   * `running`: its supervisor holds it; `ended`: its output waits to be fetched; `abandoned`: its supervisor is gone, and the
   * tracer may still run or the kernel hold its module.
   */
  readonly state: 'running' | 'ended' | 'abandoned';
  /** The user id it runs as. */
  readonly uid: number;
  readonly script: string;
  readonly tracer: TracerId;
  /** Milliseconds since 1970, by the clock of the client that started it. */
  readonly startedAt: number;
}

const list = `for dir in ${runRoots.map((root) => `${root}/tracewright-*/*`).join(' ')}; do
  [ -f "$dir/supervisor" ] && [ -f "$dir/about" ] || continue
  state=abandoned
  if read -r supervisor 2>/dev/null <"$dir/supervisor.pid" && grep -q "$dir" "/proc/$supervisor/cmdline" 2>/dev/null; then state=running; fi
  [ ! -e "$dir/ended" ] || state=ended
  read -r about <"$dir/about"
  printf '%s\\t%s\\t%s\\n' "$state" "$dir" "$about"
done`;

/** Newest first. */
export async function listRuns(connection: Connection): Promise<readonly RunOnTarget[]> {
  const { stdout } = await runToEnd(connection, ['sh', '-c', list], '', spawnWithReach);
  const runs = stdout.toString('utf8').split('\n').flatMap(parseLine);
  return runs.sort((one, other) => other.startedAt - one.startedAt);
}

/** Stops a run with its stop ladder where it still goes, unloads what it left, and takes its folder away. */
export async function removeRun(connection: Connection, run: RunOnTarget): Promise<void> {
  const { stderr, status } = await runToEnd(connection, ['sh', `${run.path}/supervisor`, 'remove'], '', spawnWithReach);
  if (status.code === 0) return;
  throw new TargetError(
    `The run of ${run.script} on ${connection.target.name} could not be removed: ${stderr.trim() || 'it does not end'}. Log in there as root and look at ${run.path}.`,
  );
}

function parseLine(line: string): readonly RunOnTarget[] {
  const [state, path = '', about = ''] = line.split('\t');
  const [, uid, id = ''] = /\/tracewright-(\d+)\/([^/]+)$/.exec(path) ?? [];
  if ((state !== 'running' && state !== 'ended' && state !== 'abandoned') || !isRunId(id)) return [];
  try {
    const { script, tracer, startedAt } = JSON.parse(about);
    return [{ id, path, state, uid: Number(uid), script: String(script), tracer, startedAt: Number(startedAt) }];
  } catch {
    return [];
  }
}
