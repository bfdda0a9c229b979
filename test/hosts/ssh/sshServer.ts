// Debian's OpenSSH server, on 127.0.0.1 or in a network namespace, with its own configuration, host keys and users' keys; several may run at once.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { runProgram } from './runProgram.ts';
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
  /** Where it listens, on port 22, in which network namespace; a free port of 127.0.0.1 when left out. */
  readonly address?: string;
  readonly space?: string;
}

export class SshServer {
  readonly port: number;
  readonly hostKeys: readonly SshKey[];
  /** What sshd logged so far. */
  readonly log: string[] = [];
  readonly #folder: string;
  readonly #daemon: ChildProcess;

  /** Rejects with sshd's own words when it does not come up. */
  static async start(options: SshServerOptions = {}): Promise<SshServer> {
    const folder = await mkdtemp(join(tmpdir(), 'tracewright-sshd-'));
    // sshd reads the authorized keys with the rights of who logs in.
    await chmod(folder, 0o755);
    const types = options.hostKeys ?? ['ed25519'];
    const hostKeys = await Promise.all(types.map((type) => makeKey(join(folder, `host_${type}`), type)));
    const { address = '127.0.0.1', space } = options;
    const port = space === undefined ? await freePort() : 22;
    await writeFile(join(folder, 'authorized_keys'), `${(options.authorized ?? []).join('\n')}\n`);
    await writeFile(join(folder, 'sshd_config'), configuration(folder, address, port, hostKeys, options.config ?? []));
    // sshd wants the folder that its privilege separation goes to.
    await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
    const program = options.pam === undefined ? '/usr/sbin/sshd' : await withOwnService(folder, options.pam);
    const sshd = [program, '-D', '-e', '-f', join(folder, 'sshd_config')];
    const [file = '', ...argv] = space === undefined ? sshd : ['nsenter', `--net=/run/netns/${space}`, ...sshd];
    const daemon = spawn(file, argv, {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const server = new SshServer(folder, port, hostKeys, daemon);
    await server.#listening();
    return server;
  }

  private constructor(folder: string, port: number, hostKeys: readonly SshKey[], daemon: ChildProcess) {
    this.#folder = folder;
    this.port = port;
    this.hostKeys = hostKeys;
    this.#daemon = daemon;
  }

  /** The first host key. */
  get hostKey(): SshKey {
    const [first] = this.hostKeys;
    if (first === undefined) throw new Error('This server has no host key.');
    return first;
  }

  /** Ends the connections that are open, as a network that goes away does; the server stays. */
  async cutConnections(): Promise<void> {
    await killDescendants(this.#daemon.pid ?? 0);
  }

  async stop(): Promise<void> {
    await this.cutConnections();
    if (this.#daemon.exitCode === null) {
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

function configuration(
  folder: string,
  address: string,
  port: number,
  keys: readonly SshKey[],
  more: readonly string[],
): string {
  return [
    ...more,
    `ListenAddress ${address}`,
    `Port ${port}`,
    ...keys.map(({ file }) => `HostKey ${file}`),
    `PidFile ${join(folder, 'pid')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'StrictModes no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n');
}

/** What a process started, and what that started. */
async function descendantsOf(parent: number): Promise<readonly number[]> {
  const text = await runProgram('ps', '-o', 'pid=', '--ppid', String(parent)).catch(() => '');
  const children = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);
  return [...children, ...(await Promise.all(children.map(descendantsOf))).flat()];
}

async function killDescendants(parent: number): Promise<void> {
  // The outermost first: a session that sees its program end would still tell the client how.
  for (const pid of await descendantsOf(parent)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
