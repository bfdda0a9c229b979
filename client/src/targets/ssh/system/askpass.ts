// Answers the questions of the system's ssh: a helper that ssh starts for each (SSH_ASKPASS) hands it over a private socket.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { quote } from '../../quote.ts';
import type { ConnectOptions } from '../../target.ts';

/** Run by the program that runs us, as ssh's own child: gets the question as a word, prints the answer for ssh alone. */
const helper = `// Asks Tracewright a question of ssh's; without an answer it fails, which ssh takes for "cancelled".
const socket = require('node:net').connect(require('node:path').join(__dirname, 'q'));
const [parent, prompt] = process.argv.slice(2);
let answer = '';
socket.setEncoding('utf8').on('data', (text) => { answer += text; });
socket.on('error', () => process.exit(1));
socket.on('end', () => {
  if (answer === '') process.exit(1);
  process.stdout.write(JSON.parse(answer) + '\\n', () => process.exit(0));
});
socket.write(JSON.stringify({ parent: Number(parent), prompt, kind: process.env.SSH_ASKPASS_PROMPT }) + '\\n');
`;

/** What the helper sends. */
interface Question {
  /** Process id of the ssh that asks. */
  readonly parent: number;
  readonly prompt: string;
  /** `none`: nothing is asked, only told, until the helper is ended (touch the security key). */
  readonly kind?: string;
}

export class Askpass {
  /** The program for SSH_ASKPASS. */
  readonly program: string;
  readonly #alias: string;
  readonly #options: ConnectOptions;
  readonly #server: Server;
  readonly #helpers = new Set<Socket>();
  /** The user closed a prompt: nothing more is asked. */
  gaveUp = false;
  /** The host whose key was not accepted. */
  declined: string | undefined;
  /** Called when the user has given up. */
  onGiveUp: () => void = () => undefined;

  /** `folder`: private to the user. */
  static async in(folder: string, alias: string, options: ConnectOptions): Promise<Askpass> {
    const script = join(folder, 'askpass.cjs');
    const program = join(folder, 'askpass');
    await writeFile(script, helper, { mode: 0o600 });
    // Inside VS Code the program that runs us is Electron, which is Node only when told so.
    const words = quote([process.execPath, script]);
    await writeFile(program, `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${words} "$PPID" "$@"\n`, { mode: 0o700 });
    const askpass = new Askpass(program, alias, options);
    await new Promise<void>((resolve, reject) => {
      askpass.#server.once('error', reject).listen(join(folder, 'q'), resolve);
    });
    return askpass;
  }

  private constructor(program: string, alias: string, options: ConnectOptions) {
    this.program = program;
    this.#alias = alias;
    this.#options = options;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Helpers whose question is still open end without an answer. */
  close(): void {
    this.#server.close();
    for (const helper of this.#helpers) helper.destroy();
  }

  #serve(socket: Socket): void {
    this.#helpers.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#helpers.delete(socket));
    createInterface({ input: socket }).once('line', (line) => {
      const question = questionIn(line);
      if (question === undefined) socket.end();
      // Only told: the helper stays until ssh ends it.
      else if (question.kind === 'none') this.#options.onProgress?.(question.prompt.trim());
      else
        this.#answer(question).then(
          (answer) => socket.end(answer === undefined ? '' : JSON.stringify(answer)),
          () => socket.end(),
        );
    });
  }

  async #answer({ parent, prompt }: Question): Promise<string | undefined> {
    if (this.gaveUp) return undefined;
    const { prompter } = this.#options;
    const host = await this.#hostOf(parent);
    if (/continue connecting \(yes\/no/.test(prompt)) {
      const [, keyType, fingerprint] = /^(\S+) key fingerprint is (SHA256:[^\s.]+)/m.exec(prompt) ?? [];
      const isAccepted =
        keyType !== undefined &&
        fingerprint !== undefined &&
        (await prompter.acceptHostKey({ host, keyType, fingerprint }));
      if (!isAccepted) this.declined = host;
      return isAccepted ? 'yes' : 'no';
    }
    const answer = await prompter.answer({ host, prompt: prompt.trim().replace(/\s*:$/, ''), echo: false });
    if (answer === undefined) {
      this.gaveUp = true;
      this.onGiveUp();
    }
    return answer;
  }

  /** ssh reaches a hop with another ssh of its own, whose last word is the hop. */
  async #hostOf(ssh: number): Promise<string> {
    const words = await wordsOf(ssh);
    if (!words.includes('-W')) return this.#alias;
    return `${words.at(-1)} (on the way to ${this.#alias})`;
  }
}

/** Undefined where the helper was ended in the middle of it. */
function questionIn(line: string): Question | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The command line of a process of this machine. */
async function wordsOf(pid: number): Promise<readonly string[]> {
  const exact = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (exact !== undefined) return exact.split('\0').slice(0, -1);
  const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]);
  return stdout.trim().split(/\s+/);
}
