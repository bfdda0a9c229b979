// Makes the run's folder on the target and puts the supervisor and the script into it.
import { type Connection, TargetError } from '../targets/target.ts';
import type { RunScript } from '../tracers/tracer.ts';
import type { Spawn } from './runPrivilege.ts';
import { runToEnd } from './runToEnd.ts';
import { supervisorProgram } from './supervisorProgram.ts';

const endOfProgram = '# end of the supervisor';

// /var/tmp before /tmp and /run, as those often are memory, and a bound of 256 MB is much of that. Nothing in the folder is executed,
// so noexec does not matter. `read` takes the program off the pipe byte by byte and leaves the rest, the script, to cat.
const prepare = String.raw`umask 077
for root in /var/tmp /tmp /run; do
  mine=$root/tracewright-$(id -u)
  mkdir -m 700 "$mine" 2>/dev/null || { [ -d "$mine" ] && [ ! -L "$mine" ] && [ -O "$mine" ] && chmod 700 "$mine"; } || continue
  dir=$mine/$1
  mkdir -m 700 "$dir" "$dir/script" 2>/dev/null || continue
  dd if=/dev/zero of="$dir/reserve" bs=65536 count=1 2>/dev/null || { rm -rf "$dir"; continue; }
  while IFS= read -r line && [ "$line" != "$3" ]; do printf '%s\n' "$line"; done >"$dir/supervisor" && cat >"$dir/script/$2" || exit
  echo "$dir"
  exit
done
exit 1`;

/** Folders under which runs lie on a target, each in a `tracewright-UID` folder. */
export const runRoots = ['/var/tmp', '/tmp', '/run'] as const;

/** Where a run lies on the target. */
export interface RunFolder {
  readonly path: string;
  /** The script, under its own name, so that what the tracer says about it can be read. */
  readonly scriptPath: string;
}

/** `spawn` gives the privilege the run needs. */
export async function prepareRun(
  connection: Connection,
  spawn: Spawn,
  runId: string,
  script: RunScript,
): Promise<RunFolder> {
  const name = fileName(script.name);
  const input = `${supervisorProgram}${endOfProgram}\n${script.text}`;
  const argv = ['sh', '-c', prepare, 'sh', runId, name, endOfProgram];
  const { stdout, stderr, status } = await runToEnd(connection, argv, input, spawn);
  const path = stdout.toString('utf8').trim();
  if (status.code !== 0 || !path.startsWith('/')) {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    throw new TargetError(
      `${connection.target.name} has no room for the run in ${runRoots.join(', ')}: ${said === '' ? 'none of them can be written' : said}. Free some space there, or allow writing.`,
    );
  }
  return { path, scriptPath: `${path}/script/${name}` };
}

/** A script's name as a file name that no shell and no tracer takes for anything else. */
function fileName(name: string): string {
  const plain = name.replace(/[\u0000-\u001f/\\]/g, '_').replace(/^[-.]+/, '_');
  return plain === '' ? 'script' : plain;
}
