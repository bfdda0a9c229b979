// Makes the run's folder on the target and puts the supervisor and the script into it.
import { type Connection, type RemoteProcess, TargetError } from '../targets/target.ts';
import type { RunScript } from '../tracers/tracer.ts';
import type { Spawn } from './runPrivilege.ts';
import { supervisorProgram } from './supervisorProgram.ts';

const endOfProgram = '# end of the supervisor';

// /var/tmp before /tmp and /run, as those often are memory, and a bound of 256 MB is much of that. Nothing in the folder is executed,
// so noexec does not matter. `read` takes the program off the pipe byte by byte and leaves the rest, the script, to head. Then it waits
// for the end of its input, also where nobody reads what it says: a folder whose run was not started by then, nor while its client may come back, is taken away.
const prepare = String.raw`umask 077
trap '' PIPE
uid=$(id -u)
[ -z "$6" ] || [ "$uid" = 0 ] || exit 1
for root in /var/tmp /tmp /run; do
  mine=$root/tracewright-$uid
  mkdir -m 700 "$mine" 2>/dev/null || { [ -d "$mine" ] && [ ! -L "$mine" ] && [ -O "$mine" ] && chmod 700 "$mine"; } || continue
  dir=$mine/$1
  mkdir -m 700 "$dir" "$dir/script" 2>/dev/null || continue
  dd if=/dev/zero of="$dir/reserve" bs=65536 count=1 2>/dev/null || { rm -rf "$dir"; continue; }
  while IFS= read -r line && [ "$line" != "$3" ]; do printf '%s\n' "$line"; done >"$dir/supervisor" &&
    head -c "$4" >"$dir/script/$2" || { rm -rf "$dir"; exit 1; }
  [ "$(wc -c <"$dir/script/$2")" -eq "$4" ] || { rm -rf "$dir"; exit 1; }
  echo "$dir"
  cat >/dev/null
  [ ! -d "$dir" ] || [ -e "$dir/started" ] || { sleep "$5"; mkdir "$dir/started" 2>/dev/null && rm -rf "$dir"; }
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
  /** To be called once the run has started, or will not: until then the target waits, and afterwards an unused folder goes. */
  release(): void;
}

/** What is kept on the target for a run that is about to start. */
export interface RunPlace {
  readonly id: string;
  readonly script: RunScript;
  /** Milliseconds that the folder waits for a client that went away before it started the run. */
  readonly patience: number;
  /** Rejects at once where the program is not root's, and leaves nothing. */
  readonly isForRoot?: boolean;
}

/** `spawn` gives the privilege the run needs. */
export async function prepareRun(
  connection: Connection,
  spawn: Spawn,
  { id, script, patience, isForRoot = false }: RunPlace,
): Promise<RunFolder> {
  const name = fileName(script.name);
  const text = Buffer.from(script.text);
  const words = [id, name, endOfProgram, `${text.length}`, `${Math.ceil(patience / 1000)}`, isForRoot ? 'root' : ''];
  const child = await spawn(connection, ['sh', '-c', prepare, 'sh', ...words]);
  // A program that ends without reading its input is told by what it says.
  child.stdin.on('error', () => {});
  child.exited.catch(() => {});
  child.stdin.write(`${supervisorProgram}${endOfProgram}\n`);
  child.stdin.write(text);
  const { stdout, stderr } = await firstWords(child);
  const path = stdout.split('\n')[0] ?? '';
  if (!path.startsWith('/')) {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    throw new TargetError(
      `${connection.target.name} has no room for the run in ${runRoots.join(', ')}: ${said === '' ? 'none of them can be written' : said}. Free some space there, or allow writing.`,
    );
  }
  return { path, scriptPath: `${path}/script/${name}`, release: () => void child.stdin.end() };
}

/** What a program says until its first line of output is whole, or it ends. Rejects where the connection goes. */
async function firstWords(child: RemoteProcess): Promise<{ readonly stdout: string; readonly stderr: string }> {
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString('utf8');
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (bytes: Buffer) => {
      stdout += bytes.toString('utf8');
      if (stdout.includes('\n')) resolve();
    });
    child.exited.then(() => resolve(), reject);
  });
  return { stdout, stderr };
}

/** A script's name as a file name that no shell and no tracer takes for anything else. */
function fileName(name: string): string {
  const plain = name.replace(/[\u0000-\u001f/\\]/g, '_').replace(/^[-.]+/, '_');
  return plain === '' ? 'script' : plain;
}
