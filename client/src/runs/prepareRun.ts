// Makes the run's folder on the target, puts the supervisor and the script into it, and stands ready to begin the run.
import { quote } from '../targets/quote.ts';
import { type Connection, type RemoteProcess, TargetError } from '../targets/target.ts';
import type { RunScript } from '../tracers/tracer.ts';
import type { Spawn } from './runPrivilege.ts';
import { supervisorProgram } from './supervisorProgram.ts';

// /var/tmp before /tmp and /run, as those often are memory, and a bound of 256 MB is much of that. Nothing in the folder is executed,
// so noexec does not matter. A process is not started where the shell can do without: on a slow machine, those are what takes long. Then
// the words come that begin the run, and this becomes its supervisor; a folder whose run was not begun when the client went, nor while it
// may come back, is taken away, also where nobody reads what is said.
const prepare = String.raw`mask=$(umask)
umask 077
trap '' PIPE
take() { while IFS= read -r line; do [ "$line" != "$3" ] || return 0; printf '%s\n' "$line" || return; done; return 1; }
while read -r word _ uid _ && [ "$word" != Uid: ]; do :; done </proc/self/status
[ -z "$5" ] || [ "$uid" = 0 ] || exit 1
for root in /var/tmp /tmp /run; do
  mine=$root/tracewright-$uid
  [ -d "$mine" ] || mkdir -m 700 "$mine" 2>/dev/null
  [ -d "$mine" ] && [ ! -L "$mine" ] && [ -O "$mine" ] || continue
  dir=$mine/$1
  mkdir -m 700 "$dir" "$dir/script" 2>/dev/null || continue
  printf '%65536s' '' >"$dir/reserve" 2>/dev/null || { rm -rf "$dir"; continue; }
  take "$@" >"$dir/supervisor" && take "$@" >"$dir/script/$2" || { rm -rf "$dir"; exit 1; }
  echo "$dir"
  if words=$(take "$@"); then
    eval "set -- $words"
    umask "$mask"
    trap - PIPE
    exec sh "$dir/supervisor" "$@"
  fi
  [ ! -d "$dir" ] || [ -e "$dir/started" ] || { sleep "$4"; (set -C; : >"$dir/started") 2>/dev/null && rm -rf "$dir"; }
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
  /** The program that made the folder becomes the run's supervisor, with these words; to be called once. Throws as `quote` does. */
  begin(words: readonly string[]): RemoteProcess;
  /** To be called where the run will not begin: until then the target waits, and afterwards an unused folder goes. */
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
  // No line of any script.
  const mark = `# end of what belongs to ${id}`;
  const words = [id, name, mark, `${Math.ceil(patience / 1000)}`, isForRoot ? 'root' : ''];
  const child = await spawn(connection, ['sh', '-c', prepare, 'sh', ...words]);
  const send = (text: string) => child.stdin.write(`${text}${text.endsWith('\n') || text === '' ? '' : '\n'}${mark}\n`);
  // A program that ends without reading its input is told by what it says.
  child.stdin.on('error', () => {});
  child.exited.catch(() => {});
  send(supervisorProgram);
  send(script.text);
  const { stdout, stderr } = await firstWords(child);
  const path = stdout.split('\n')[0] ?? '';
  if (!path.startsWith('/')) {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    throw new TargetError(
      `${connection.target.name} has no room for the run in ${runRoots.join(', ')}: ${said === '' ? 'none of them can be written' : said}. Free some space there, or allow writing.`,
    );
  }
  return {
    path,
    scriptPath: `${path}/script/${name}`,
    begin(words) {
      send(quote(words));
      return child;
    },
    release: () => void child.stdin.end(),
  };
}

/** What a program says until its first line of output is whole, or it ends; what it says after that is left to others. Rejects where the connection goes. */
async function firstWords(child: RemoteProcess): Promise<{ readonly stdout: string; readonly stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const complains = (bytes: Buffer) => {
    stderr += bytes.toString('utf8');
  };
  child.stderr.on('data', complains);
  await new Promise<void>((resolve, reject) => {
    const says = (bytes: Buffer) => {
      stdout += bytes.toString('utf8');
      if (!stdout.includes('\n')) return;
      child.stdout.off('data', says).pause();
      resolve();
    };
    child.stdout.on('data', says);
    child.exited.then(() => resolve(), reject);
  });
  child.stderr.off('data', complains);
  return { stdout, stderr };
}

/** A script's name as a file name that no shell and no tracer takes for anything else. */
function fileName(name: string): string {
  const plain = name.replace(/[\u0000-\u001f/\\]/g, '_').replace(/^[-.]+/, '_');
  return plain === '' ? 'script' : plain;
}
