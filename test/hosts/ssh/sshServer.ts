// Debian's OpenSSH server on 127.0.0.1, with its own configuration, host keys and users' keys; several may run at once.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../freePort.ts';
import { descendantsOf, killAll } from './processTree.ts';
import { type KeyType, makeKey, type SshKey } from './sshKey.ts';

export interface SshServerOptions {
  /** Types of the host keys; ed25519 when left out. */
  readonly hostKeys?: readonly KeyType[];
  /** Public lines of the keys that let anybody in, as any user. */
  readonly authorized?: readonly string[];
  /** More lines for sshd_config. */
  readonly config?: readonly string[];
  /** Lines of a PAM service that this server alone asks (pam.d(5)); needs root. */
  readonly pam?: readonly string[];
  /** A folder of programs that logins find before all others. */
  readonly programs?: string;
  /** Where it listens; 127.0.0.1 when left out. */
  readonly address?: string;
  /** Words before its command line, e.g. `ip netns exec …`; they must become it, not start it. */
  readonly prefix?: readonly string[];
}

export class SshServer {
  readonly address: string;
  readonly port: number;
  readonly hostKeys: readonly SshKey[];
  /** What sshd logged so far. */
  readonly log: string[] = [];
  readonly #folder: string;
  readonly #command: readonly string[];
  #daemon: ChildProcess;

  /** Rejects with sshd's own words when it does not come up. */
  static async start(options: SshServerOptions = {}): Promise<SshServer> {
    const folder = await mkdtemp(join(tmpdir(), 'tracewright-sshd-'));
    // sshd reads the authorized keys with the rights of who logs in.
    await chmod(folder, 0o755);
    const types = options.hostKeys ?? ['ed25519'];
    const hostKeys = await Promise.all(types.map((type) => makeKey(join(folder, `host_${type}`), type)));
    const port = await freePort();
    const { address = '127.0.0.1', prefix = [] } = options;
    await writeFile(join(folder, 'authorized_keys'), `${(options.authorized ?? []).join('\n')}\n`);
    await writeFile(join(folder, 'sshd_config'), configuration(folder, { address, port }, hostKeys, options));
    // sshd wants the folder that its privilege separation goes to.
    await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
    const program = options.pam === undefined ? '/usr/sbin/sshd' : await withOwnService(folder, options.pam);
    const command = [...prefix, program, '-D', '-e', '-f', join(folder, 'sshd_config')];
    const server = new SshServer(folder, { address, port }, hostKeys, command);
    await server.#listening();
    return server;
  }

  private constructor(folder: string, at: Address, hostKeys: readonly SshKey[], command: readonly string[]) {
    this.#folder = folder;
    this.address = at.address;
    this.port = at.port;
    this.hostKeys = hostKeys;
    this.#command = command;
    this.#daemon = startDaemon(command);
  }

  /** The first host key. */
  get hostKey(): SshKey {
    const [first] = this.hostKeys;
    if (first === undefined) throw new Error('This server has no host key.');
    return first;
  }

  /** Ends the connections that are open, as a network that goes away does; the server stays. */
  async cutConnections(): Promise<void> {
    // The outermost first: a session that sees its program end would still tell the client how.
    killAll(await descendantsOf(this.#daemon.pid ?? 0));
  }

  /** Kills sshd, the listening one and those of the connections; what it started goes on. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#daemon.once('exit', resolve));
    // A session that it began meanwhile would outlive it, and no later cut would find it.
    this.#daemon.kill('SIGSTOP');
    const sessions = (await descendantsOf(this.#daemon.pid ?? 0)).filter(({ name }) => name === 'sshd');
    this.#daemon.kill('SIGKILL');
    killAll(sessions);
    await gone;
  }

  /** Comes up again where it was. */
  async restart(): Promise<void> {
    this.#daemon = startDaemon(this.#command);
    await this.#listening();
  }

  async stop(): Promise<void> {
    await this.cutConnections();
    if (this.#daemon.exitCode === null && this.#daemon.signalCode === null) {
      const gone = new Promise((resolve) => this.#daemon.once('exit', resolve));
      this.#daemon.kill();
      await gone;
    }
    await rm(serviceFile(this.#folder), { force: true });
    await rm(this.#folder, { recursive: true, force: true });
  }

  #listening(): Promise<void> {
    return new Promise((resolve, reject) => {
      const { stderr } = this.#daemon;
      if (stderr === null) throw new Error('sshd was started without a pipe for its log.');
      createInterface({ input: stderr }).on('line', (line) => {
        this.log.push(line);
        if (line.startsWith('Server listening on')) resolve();
      });
      this.#daemon.once('error', reject);
      this.#daemon.once('exit', () => reject(new Error(`sshd did not start: ${this.log.join('\n')}`)));
    });
  }
}

/** sshd asks the PAM service that is named as the program it was started as, so it gets a name of its own. */
async function withOwnService(folder: string, lines: readonly string[]): Promise<string> {
  const program = join(folder, basename(folder));
  await symlink('/usr/sbin/sshd', program);
  await writeFile(serviceFile(folder), `${lines.join('\n')}\n`);
  return program;
}

/** PAM looks for services in lower case. */
function serviceFile(folder: string): string {
  return join('/etc/pam.d', basename(folder).toLowerCase());
}

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

interface Address {
  readonly address: string;
  readonly port: number;
}

function startDaemon([program = '', ...words]: readonly string[]): ChildProcess {
  return spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function configuration(
  folder: string,
  { address, port }: Address,
  keys: readonly SshKey[],
  { config = [], programs }: SshServerOptions,
): string {
  // What this machine's users have in their shells' start files is not for these logins.
  const environment = [`HOME=${folder}`, ...(programs === undefined ? [] : [`PATH=${programs}:${systemPath}`])];
  return [
    ...config,
    `SetEnv ${environment.join(' ')}`,
    `ListenAddress ${address}`,
    `Port ${port}`,
    ...keys.map(({ file }) => `HostKey ${file}`),
    `PidFile ${join(folder, 'pid')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    // Tells each connection's port, by which its other lines are known.
    'LogLevel VERBOSE',
    'StrictModes no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n');
}
