// A real ssh-agent on a socket of its own.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export class SshAgent {
  readonly socket: string;
  readonly #process: ChildProcess;

  static async start(folder: string): Promise<SshAgent> {
    const socket = join(folder, 'agent');
    const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    // It says where it listens once it does.
    await once(createInterface({ input: child.stdout }), 'line');
    return new SshAgent(socket, child);
  }

  private constructor(socket: string, child: ChildProcess) {
    this.socket = socket;
    this.#process = child;
  }

  /** Adds an unlocked private key. */
  async add(file: string): Promise<void> {
    await promisify(execFile)('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: this.socket } });
  }

  async stop(): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.kill();
    await gone;
  }
}
