// Makes the run's folder on the target, puts the supervisor and the script into it, and stands ready to begin the run.
import { quote } from '../targets/quote.ts';
import { type Connection, type RemoteProcess, TargetError } from '../targets/target.ts';
import type { RunScript } from '../tracers/tracer.ts';
import type { Spawn } from './runPrivilege.ts';
import { saidUntil } from './saidUntil.ts';
import { supervisorProgram } from './supervisorProgram.ts';

/** For `sh`, without a process: gives `$uid`. */
export const readUid = `while read -r word _ uid _ && [ "$word" != Uid: ]; do :; done </proc/self/status`;

// /var/tmp before /tmp and /run, as those often are memory, and a bound of 256 MB is much of that. Nothing in the folder is executed,
// so noexec does not matter. A process is not started where the shell can do without: on a slow machine, those are what takes long. Then
// the words come that begin the run, and this becomes its supervisor; a folder whose run was not begun when the client went, nor while it
// may come back, is taken away, also where nobody reads what is said.
/** For `sh`, with `placeWords` as its words. */
export const prepareProgram = String.raw`mask=$(umask)
umask 077
trap '' PIPE
take() { while IFS= read -r line; do [ "$line" != "$3" ] || return 0; printf '%s\n' "$line" || return; done; return 1; }
${readUid}
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
    . "$dir/supervisor"
    exit
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
  /** In place of `begin`, for a run that will not: takes the folder away. Rejects where the connection goes; then the target does it in time. */
  discard(): Promise<void>;
}

/** What is kept on the target for a run that is about to start. */
export interface RunPlace {
  readonly id: string;
  readonly script: RunScript;
  /** Milliseconds that the folder waits for a client that went away before it started the run. */
  readonly patience: number;
}

/** `spawn` gives the privilege the run needs. */
export async function prepareRun(connection: Connection, spawn: Spawn, place: RunPlace): Promise<RunFolder> {
  const child = await spawn(connection, ['sh', '-c', prepareProgram, 'sh', ...placeWords(place)]);
  return folderBy(child, place, connection);
}

/** The words of `prepareProgram`. */
export function placeWords(place: RunPlace): readonly string[] {
  return [place.id, fileName(place.script.name), markOf(place), `${Math.ceil(place.patience / 1000)}`];
}

/** Gives `child`, which runs `prepareProgram`, what it asks for. Rejects with a `TargetError` where it makes no folder. */
export async function folderBy(child: RemoteProcess, place: RunPlace, connection: Connection): Promise<RunFolder> {
  const mark = markOf(place);
  const send = (text: string) => child.stdin.write(`${text}${text.endsWith('\n') || text === '' ? '' : '\n'}${mark}\n`);
  // A program that ends without reading its input is told by what it says.
  child.stdin.on('error', () => {});
  child.exited.catch(() => {});
  send(supervisorProgram);
  send(place.script.text);
  const { stdout, stderr } = await saidUntil(child, '\n');
  const path = stdout.split('\n')[0] ?? '';
  if (!path.startsWith('/')) {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    throw new TargetError(
      `${connection.target.name} has no room for the run in ${runRoots.join(', ')}: ${said === '' ? 'none of them can be written' : said}. Free some space there, or allow writing.`,
    );
  }
  return {
    path,
    scriptPath: `${path}/script/${fileName(place.script.name)}`,
    begin(words) {
      send(quote(words));
      return child;
    },
    async discard() {
      send('remove');
      child.stdout.resume();
      await child.exited;
    },
  };
}

/** No line of any script. */
function markOf({ id }: RunPlace): string {
  return `# end of what belongs to ${id}`;
}

/** A script's name as a file name that no shell and no tracer takes for anything else. */
function fileName(name: string): string {
  const plain = name.replace(/[\u0000-\u001f/\\]/g, '_').replace(/^[-.]+/, '_');
  return plain === '' ? 'script' : plain;
}
