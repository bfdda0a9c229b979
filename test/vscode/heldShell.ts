// A `sh` for the extension host that can be held back, so that what depends on a target comes late whenever a test wants it to.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export class HeldShell {
  /** For the extension host: every `sh` is this one. */
  readonly env: Readonly<Record<string, string>>;
  readonly #gate: string;
  #holder: ChildProcess | undefined;

  /** `folder`: one of the test's own. */
  static async make(folder: string): Promise<HeldShell> {
    const gate = join(folder, 'gate');
    const programs = join(folder, 'bin');
    await mkdir(programs, { recursive: true });
    await writeFile(gate, '');
    const program = `#!/bin/sh\nflock --shared '${gate}' true && exec /bin/sh "$@"\n`;
    await writeFile(join(programs, 'sh'), program, { mode: 0o755 });
    return new HeldShell(gate, { PATH: `${programs}:${process.env.PATH}` });
  }

  private constructor(gate: string, env: Readonly<Record<string, string>>) {
    this.#gate = gate;
    this.env = env;
  }

  /** From now on a `sh` that starts waits. */
  async hold(): Promise<void> {
    const holder = spawn('flock', [this.#gate, 'sh', '-c', 'echo held; cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#holder = holder;
    await once(holder.stdout, 'data');
  }

  /** What waits goes on. */
  release(): void {
    this.#holder?.stdin?.end();
    this.#holder = undefined;
  }
}
