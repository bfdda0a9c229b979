// One clush process on a head node, with a relay on each of its hosts: who answers, what each says, and how each ends.
import { createHash } from 'node:crypto';
import { quote } from '../quote.ts';
import { type Connection, type RemoteProcess, TargetError } from '../target.ts';
import { LineCutter } from './lineCutter.ts';
import { endOfRelay, relayProgram, relayStart } from './relayProgram.ts';

/** Takes what a host's relay says about its programs. */
export interface RelayListener {
  /** Settles once there is room for more. */
  line(words: readonly string[]): Promise<void> | void;
  closed(why: TargetError): void;
}

/** Bytes from which on they are sent once for all hosts that need them, and the most that one line holds. */
const shareFrom = 200;
const mostInLine = 24 * 1024;

/** Lines are gathered this long, in milliseconds for each host and at most, as clush writes each to every host: what several are told is one line. */
const gatherPerHost = 2;
const longestGathering = 500;

/** A line for the hosts of these numbers. */
interface QueuedLine {
  readonly to: string[];
  readonly text: string;
}

interface Host {
  /** What it is called in lines to it. */
  readonly number: string;
  hasAnswered: boolean;
  /** Where in the queue its last line is. */
  lastQueued: number;
  listener: RelayListener | undefined;
  /** What was last complained of about it. */
  words: string;
  end: TargetError | undefined;
  readonly settled: Promise<void>;
  readonly settle: () => void;
}

export class ClushSession {
  readonly #head: Connection;
  readonly #process: RemoteProcess;
  readonly #hosts = new Map<string, Host>();
  readonly #blobs = new Set<string>();
  #queue: QueuedLine[] = [];
  /** Where a text is in the queue. */
  readonly #queued = new Map<string, number>();
  #holders = 0;
  #isOver = false;
  #words = '';

  /** Rejects with a `TargetError` where the head does not start programs. */
  static async start(head: Connection, hosts: readonly string[]): Promise<ClushSession> {
    // clush holds back its output where it goes into a pipe; a fan-out below the number of hosts would leave some out until others end.
    const options = ['-q', '--color=never', '-f', `${hosts.length}`, '-u', '0', '-w', hosts.join(',')];
    const process = await head.spawn(['env', 'PYTHONUNBUFFERED=1', 'clush', ...options, '--', quote(relayStart)]);
    return new ClushSession(head, process, hosts);
  }

  private constructor(head: Connection, process: RemoteProcess, hosts: readonly string[]) {
    this.#head = head;
    this.#process = process;
    for (const [index, name] of hosts.entries()) {
      let settle = (): void => undefined;
      const settled = new Promise<void>((resolve) => {
        settle = resolve;
      });
      this.#hosts.set(name, {
        number: `${index + 1}`,
        hasAnswered: false,
        lastQueued: -1,
        listener: undefined,
        words: '',
        end: undefined,
        settled,
        settle,
      });
    }
    process.stdin.on('error', () => undefined);
    process.stdin.write(`${relayProgram}${endOfRelay}\n`);
    void this.#read();
  }

  /** Takes hold of a host, to be left again; false where it is gone from here. */
  enter(host: string): boolean {
    const known = this.#hosts.get(host);
    if (this.#isOver || known === undefined || known.end) return false;
    this.#holders++;
    return true;
  }

  /** Whether it brings no host any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Settles when a host's relay is there; rejects with a `TargetError` that says why it is not. */
  async ready(host: string, listener: RelayListener): Promise<void> {
    const known = this.#hosts.get(host);
    await known?.settled;
    if (known?.end) throw known.end;
    if (known) known.listener = listener;
  }

  /** Tells a host's relay something; `pieces` are what its last word stands for. */
  send(host: string, words: string, pieces: readonly Buffer[] = []): void {
    const known = this.#hosts.get(host);
    if (!known?.hasAnswered || this.#isOver) return;
    const spelled = pieces.flatMap((piece) => cut(piece)).map((piece) => this.#spell(piece));
    this.#write([words, ...spelled].join(' '), known);
  }

  /** Lets go of a host that was entered; of clush, when there is none left. */
  leave(host: string): void {
    const known = this.#hosts.get(host);
    if (known && !known.end) {
      this.send(host, 'bye');
      this.#end(known, new TargetError(`The connection to ${host} is closed.`));
    }
    if (--this.#holders > 0) return;
    this.#flush();
    this.#isOver = true;
    this.#process.stdin.end();
  }

  #spell(piece: Buffer): string {
    if (piece.length < shareFrom) return piece.toString('base64');
    const name = createHash('sha256').update(piece).digest('hex').slice(0, 24);
    if (!this.#blobs.has(name)) this.#write(`blob ${name} ${piece.toString('base64')}`);
    this.#blobs.add(name);
    return `@${name}`;
  }

  /** `host`: undefined for all of them. */
  #write(text: string, host?: Host): void {
    if (this.#queue.length === 0)
      setTimeout(() => this.#flush(), Math.min(gatherPerHost * this.#hosts.size, longestGathering));
    const same = this.#queued.get(text);
    // Each host gets its lines in order.
    if (host && same !== undefined && host.lastQueued < same) {
      this.#queue[same]?.to.push(host.number);
      host.lastQueued = same;
      return;
    }
    const at = this.#queue.push({ to: [host?.number ?? '*'], text }) - 1;
    this.#queued.set(text, at);
    if (host) host.lastQueued = at;
  }

  #flush(): void {
    const lines = this.#queue.map(({ to, text }) => `${to.join()} ${text}\n`);
    this.#queue = [];
    this.#queued.clear();
    for (const host of this.#hosts.values()) host.lastQueued = -1;
    if (lines.length > 0 && this.#process.stdin.writable) this.#process.stdin.write(lines.join(''));
  }

  async #read(): Promise<void> {
    const { stdout, stderr, exited } = this.#process;
    const complaints = new LineCutter();
    stderr.on('data', (bytes: Buffer) => {
      for (const line of complaints.push(bytes)) this.#complain(line);
    });
    const output = new LineCutter();
    try {
      for await (const bytes of stdout) for (const line of output.push(bytes)) await this.#take(line);
      const { code } = await exited;
      if (code === 127)
        this.#words = `${this.#head.target.name} has no clush. Install ClusterShell there (Debian and Ubuntu: apt install clustershell; Fedora: dnf install clustershell)`;
    } catch (error) {
      this.#words = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    }
    this.#isOver = true;
    const why = this.#words === '' ? `clush on ${this.#head.target.name} ended` : this.#words;
    for (const known of this.#hosts.values()) this.#end(known, new TargetError(`${why}.`));
    this.#head.close();
  }

  async #take(line: string): Promise<void> {
    const [, name = '', said = ''] = labelled.exec(line) ?? [];
    const known = this.#hosts.get(name);
    if (known === undefined || known.end) return;
    const words = said.split(' ');
    if (known.hasAnswered) await known.listener?.line(words);
    else if (words[0] === 'hello') {
      known.hasAnswered = true;
      this.#write(`name ${words[1] ?? ''} ${known.number}`);
      // Nothing before that is understood as its own.
      known.lastQueued = this.#queue.length - 1;
      known.settle();
    }
  }

  /** `clush: HOST: exited with exit code N`, `HOST: what ssh said`, or clush's own trouble. */
  #complain(line: string): void {
    const [, name = '', code] = exitedLine.exec(line) ?? [];
    const gone = this.#hosts.get(name);
    if (gone && code !== undefined) {
      const why = gone.words === '' ? `clush ended there with exit code ${code}` : gone.words;
      this.#end(gone, new TargetError(`${this.#head.target.name} could not keep ${name}: ${why}.`));
      return;
    }
    const [, about = '', words = ''] = labelled.exec(line) ?? [];
    const known = this.#hosts.get(about);
    if (known) known.words = words.trim().replace(/\.$/, '') || known.words;
    else if (line.trim() !== '') this.#words = line.trim();
  }

  #end(known: Host, why: TargetError): void {
    if (known.end) return;
    known.end = why;
    known.settle();
    known.listener?.closed(why);
  }
}

const labelled = /^([^\s:]+): (.*)$/;
const exitedLine = /^clush: ([^\s:]+): exited with exit code (\d+)/;

function cut(piece: Buffer): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < piece.length; at += mostInLine) pieces.push(piece.subarray(at, at + mostInLine));
  return pieces;
}
