// Lines of a kernel's source that have code of their own, as the target's stap finds them in debuginfo; it attaches nothing.
import { createInterface } from 'node:readline';
import { type Connection, TargetError } from '../../targets/target.ts';

/** A line that can be probed. */
export interface CodeLine {
  /** `vmlinux` for the kernel proper. */
  readonly module: string;
  /** The function that the line is part of there: code that is inlined is part of several. */
  readonly function: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Where to look. */
export interface CodeStretch {
  /** Path below the kernel's source tree, as debuginfo has it. */
  readonly file: string;
  /** Modules that the file may be part of, the likeliest first. */
  readonly modules: readonly string[];
  /** First and last line, from 1. */
  readonly from: number;
  readonly to: number;
}

/** Characters that neither stap's wildcards nor its strings take for something else. */
const plainPath = /^[\w./+-]+$/;

/** All in the stretch, by the first module that has any. Rejects with a `TargetError` when stap cannot tell. */
export async function codeLines(
  connection: Connection,
  { file, modules, from, to }: CodeStretch,
  signal: AbortSignal,
): Promise<readonly CodeLine[]> {
  if (!plainPath.test(file)) throw new TargetError(`stap cannot be asked about a file of this name: ${file}.`);
  let complaint = '';
  for (const module of modules) {
    signal.throwIfAborted();
    const head = module === 'vmlinux' ? 'kernel' : `module("${module}")`;
    const answer = await ask(connection, `${head}.statement("*@${file}:${from}-${to}")`, signal);
    const found = answer.lines.flatMap((line) => codeLineOf(line, module) ?? []);
    if (found.length > 0) return found;
    complaint = answer.complaint || complaint;
  }
  if (/debug ?info/i.test(complaint))
    throw new TargetError(
      `${connection.target.name} has no debuginfo of its kernel, and only that knows lines. Check Target says how to get it.`,
    );
  return [];
}

async function ask(connection: Connection, point: string, signal: AbortSignal) {
  const process = await connection.spawn(['stap', '-l', point]);
  const stop = (): void => process.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    process.stdin.end();
    const lines: string[] = [];
    const complaints: string[] = [];
    createInterface({ input: process.stdout }).on('line', (line) => lines.push(line));
    createInterface({ input: process.stderr }).on('line', (line) => complaints.push(line));
    const { code } = await process.exited;
    signal.throwIfAborted();
    if (code === 127) throw new TargetError(`${connection.target.name} has no stap, which finds the code of a line.`);
    return { lines, complaint: complaints.join('\n') };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** `kernel.statement("vfs_read@fs/read_write.c:563")`. */
function codeLineOf(text: string, module: string): CodeLine | undefined {
  const [, name, file, line] = /\.statement\("([^"@]+)@([^":]+):(\d+)"\)/.exec(text) ?? [];
  if (name === undefined || file === undefined || line === undefined) return undefined;
  return { module, function: name, file, line: Number(line) };
}
