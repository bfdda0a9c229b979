// Runs a short program on a target and collects what it says.
import type { Readable } from 'node:stream';
import type { Connection, ExitStatus } from '../targets/target.ts';
import { type Spawn, spawnAsUser } from './runPrivilege.ts';

export interface ShortRun {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly status: ExitStatus;
}

/** For programs with little to say: all of it is held in memory. */
export async function runToEnd(
  connection: Connection,
  argv: readonly string[],
  input: string | Buffer = '',
  spawn: Spawn = spawnAsUser,
): Promise<ShortRun> {
  const child = await spawn(connection, argv);
  // A program that ends without reading its input is told by its exit status.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr, status] = await Promise.all([readAll(child.stdout), readAll(child.stderr), child.exited]);
  return { stdout, stderr: stderr.toString('utf8'), status };
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
