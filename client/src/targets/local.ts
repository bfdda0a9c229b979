// This machine as a target.
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { type Connection, type ExitStatus, type RemoteProcess, type Target, TargetError } from './target.ts';

export function createLocalTarget(): Target {
  const target: Target = {
    name: 'local',
    address: { kind: 'local' },
    connect: async () => localConnection(target),
  };
  return target;
}

function localConnection(target: Target): Connection {
  let close = (): void => undefined;
  const closed = new Promise<undefined>((resolve) => {
    close = () => resolve(undefined);
  });
  return { target, spawn: startProgram, readFile: readStretch, closed, close };
}

async function startProgram(argv: readonly string[]): Promise<RemoteProcess> {
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise<ExitStatus>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal: signal === null ? null : signal.slice(3) }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'it is not installed' : error.message;
      reject(new TargetError(`${program} cannot be started on this machine: ${why}.`));
    });
  });
  // A program that ends without reading its input is its own affair; its exit status tells.
  child.stdin.on('error', () => undefined);
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, exited, kill: () => void child.kill() };
}

async function readStretch(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r').catch((error: Error) => {
    throw new TargetError(`${path} cannot be read on this machine: ${error.message}.`);
  });
  try {
    const buffer = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await file.close();
  }
}
