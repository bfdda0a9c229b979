// What a target says of itself in one round trip: the key of its kernel pack.
import type { Connection } from '../targets/target.ts';
import { TargetError } from '../targets/target.ts';
import { buildIdOf } from './buildId.ts';
import { bootstrap, factsProgram } from './factsProgram.ts';

/** A target's facts, from `word value` lines. */
export interface TargetFacts {
  readonly release: string;
  readonly machine: string;
  /** Hex, '' where the target does not tell. */
  readonly buildId: string;
  /** The loaded modules; the value changes when another build of a module is loaded. */
  readonly modules: Readonly<Record<string, string>>;
  /** Checksum over the tapset's text, '' without SystemTap. */
  readonly tapset: string;
  /** Whether the visit had root's rights: a pack taken without them is taken anew once they are there. */
  readonly asRoot: boolean;
  readonly tracers: Readonly<Record<string, string>>;
}

/** Rejects with a `TargetError` when the target cannot run a POSIX shell. */
export async function askFacts(connection: Connection): Promise<TargetFacts> {
  const process = await connection.spawn(['sh', '-c', bootstrap, bootstrap]);
  process.stdin.end(factsProgram);
  process.stderr.resume();
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdout) chunks.push(Buffer.from(chunk));
  await process.exited;
  return parseFacts(connection.target.name, Buffer.concat(chunks).toString('utf8'));
}

/** Throws a `TargetError` when the text does not even name a kernel release. */
export function parseFacts(host: string, text: string): TargetFacts {
  const values = new Map<string, string>();
  const tracers: Record<string, string> = {};
  const modules: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [word = '', value = '', version] = line.split(' ');
    if (word === 'tracer') tracers[value] = version ?? '';
    else if (word === 'module') modules[value] = version ?? '';
    else values.set(word, value);
  }
  const release = values.get('release') ?? '';
  if (release === '') {
    throw new TargetError(
      `${host} did not say which kernel it runs. A kernel pack needs a POSIX shell (sh) and Linux there.`,
    );
  }
  return {
    release,
    machine: values.get('machine') ?? '',
    buildId: buildIdOf(Buffer.from(values.get('notes') ?? '', 'hex')),
    modules: inOrder(modules),
    tapset: values.get('tapset') ?? '',
    asRoot: values.get('uid') === '0',
    tracers: inOrder(tracers),
  };
}

/** The target asks for some of it side by side: the order means nothing. */
function inOrder(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
