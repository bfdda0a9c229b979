// What a program on a connection prints, as text, and how it ends.
import type { Connection, ExitStatus } from '../../../client/src/targets/target.ts';

export interface Output {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly status: ExitStatus;
}

export async function outputOf(connection: Connection, argv: readonly string[], input?: string): Promise<Output> {
  const program = await connection.spawn(argv);
  program.stdin.end(input);
  const [stdout, stderr, status] = await Promise.all([
    program.stdout.toArray(),
    program.stderr.toArray(),
    program.exited,
  ]);
  return { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8'), status };
}
