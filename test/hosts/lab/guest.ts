// One guest of the lab: a QEMU process with the lab's kernel, reached over ssh on a port of the loopback interface.
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../freePort.ts';
import { endOwned, spawnOwned } from '../ownedProcess.ts';
import type { LabRoot } from './buildLab.ts';
import { Qmp } from './qmp.ts';
import { runProgram } from './runProgram.ts';

/** Login names in the guest; the password is the name followed by `-pass`. */
export type LabUser = 'root' | 'dev' | 'usr' | 'plain';

/** Milliseconds until a guest has to answer over ssh. */
const answerLimit = 240_000;
/** Megabytes of the guest's memory. */
const memory = 1024;

export interface GuestOptions {
  readonly root: LabRoot;
  /** Writable disk of this guest. */
  readonly disk: string;
  /** Saved state to go on from; left out: the guest boots. */
  readonly state?: string;
  readonly port?: number;
}

export class LabGuest {
  readonly host = '127.0.0.1';
  readonly port: number;
  /** File of the private key that all users accept. */
  readonly keyFile: string;
  /** An ssh_config with the hosts `lab` (root), `lab-dev`, `lab-usr`, `lab-plain`, which knows the guest's host key. */
  readonly sshConfig: string;
  /** The guest's host key as known_hosts spells it, e.g. `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** Settles when QEMU is gone. */
  readonly ended: Promise<void>;
  readonly #folder: string;
  readonly #qemu: ChildProcess;
  readonly qmp: Qmp;

  /** Resolves when the guest answers over ssh and its clock is right. */
  static async start({ root, disk, state, port: wanted }: GuestOptions): Promise<LabGuest> {
    const folder = await mkdtemp(join(tmpdir(), 'tracewright-lab-'));
    const port = wanted ?? (await freePort());
    const guest = new LabGuest(root, folder, port, startQemu(root, disk, state, folder, port), await hostKeyOf(root));
    try {
      await guest.#writeSshConfig();
      if (state !== undefined) {
        await guest.qmp.until('query-status', ['paused', 'running']);
        await guest.qmp.execute('cont');
      }
      await guest.#answer();
    } catch (error) {
      const log = await readFile(join(folder, 'qemu.log'), 'utf8').catch(() => '');
      await guest.stop();
      throw new Error(`The lab's guest did not come up: ${error instanceof Error ? error.message : error}\n${log}`);
    }
    return guest;
  }

  private constructor(root: LabRoot, folder: string, port: number, qemu: ChildProcess, hostKey: string) {
    if (qemu.stdin === null || qemu.stdout === null) throw new Error('QEMU has no pipes');
    this.#folder = folder;
    this.#qemu = qemu;
    this.port = port;
    this.hostKey = hostKey;
    this.keyFile = root.keyFile;
    this.sshConfig = join(folder, 'ssh_config');
    this.qmp = new Qmp(qemu.stdin, qemu.stdout);
    this.ended = new Promise((resolve) => qemu.once('exit', () => resolve()));
  }

  /** Runs a shell command in the guest and gives its standard output; rejects when it fails. */
  run(command: string, user: LabUser = 'root'): Promise<string> {
    return runProgram('ssh', ['-n', '-F', this.sshConfig, hostOf(user), command]);
  }

  async stop(): Promise<void> {
    await endOwned(this.#qemu);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #writeSshConfig(): Promise<void> {
    const knownHosts = join(this.#folder, 'known_hosts');
    await writeFile(knownHosts, `[${this.host}]:${this.port} ${this.hostKey}\n`);
    const users: readonly LabUser[] = ['root', 'dev', 'usr', 'plain'];
    const hosts = users.map((user) => `Host ${hostOf(user)}\n  User ${user}\n`).join('');
    const common = [
      'Host lab lab-*',
      `  HostName ${this.host}`,
      `  Port ${this.port}`,
      // Also for those who write the address out.
      `Host lab lab-* ${this.host}`,
      `  IdentityFile ${this.keyFile}`,
      '  IdentitiesOnly yes',
      '  IdentityAgent none',
      `  UserKnownHostsFile ${knownHosts}`,
      '  StrictHostKeyChecking yes',
      '  LogLevel ERROR',
    ];
    await writeFile(this.sshConfig, `${hosts}${common.join('\n')}\n`);
  }

  /**
   * A guest that goes on from a saved state has the clock of that time. The port takes connections before the guest does,
   * so an attempt may hang for good; on a busy machine it may just be slow. Each gets more time than the one before.
   */
  async #answer(): Promise<void> {
    const deadline = Date.now() + answerLimit;
    for (let patience = 3; ; patience = Math.min(patience * 1.5, 30)) {
      const timeout = ['-o', `ConnectTimeout=${Math.round(patience)}`];
      try {
        const words = ['-n', '-F', this.sshConfig, ...timeout, 'lab', `date -s @${Date.now() / 1000}`];
        await runProgram('ssh', words, { limit: patience * 2000 });
        return;
      } catch (error) {
        if (Date.now() > deadline || this.#qemu.exitCode !== null) throw error;
        await delay(100);
      }
    }
  }
}

function hostOf(user: LabUser): string {
  return user === 'root' ? 'lab' : `lab-${user}`;
}

async function hostKeyOf(root: LabRoot): Promise<string> {
  const [type, blob] = (await readFile(root.hostKeyFile, 'utf8')).split(' ');
  return `${type} ${blob}`;
}

function startQemu(root: LabRoot, disk: string, state: string | undefined, folder: string, port: number): ChildProcess {
  const log = openSync(join(folder, 'qemu.log'), 'w');
  const child = spawnOwned('qemu-system-x86_64', qemuWords(root, disk, state, folder, port), {
    stdio: ['pipe', 'pipe', log],
    detached: true,
  });
  closeSync(log);
  return child;
}

function qemuWords(
  root: LabRoot,
  disk: string,
  state: string | undefined,
  folder: string,
  port: number,
): readonly string[] {
  const kernelWords =
    'console=ttyS0 quiet rw nokaslr mitigations=off audit=0 tsc=reliable no_timer_check random.trust_cpu=on panic=-1';
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-machine', 'q35', '-cpu', 'max'],
    // Emulated everywhere: a state saved under one accelerator cannot be restored under another.
    ...['-accel', 'tcg,thread=multi,tb-size=512', '-smp', '2', '-m', `${memory}`],
    ...['-kernel', root.kernel, '-initrd', root.initrd, '-append', kernelWords],
    ...['-drive', `if=none,id=d0,file=${disk},format=qcow2,cache=unsafe,discard=unmap`],
    ...['-device', 'virtio-blk-pci,drive=d0'],
    ...['-netdev', `user,id=n0,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
    ...['-device', 'virtio-net-pci,netdev=n0,romfile='],
    ...['-object', 'rng-random,id=r0,filename=/dev/urandom', '-device', 'virtio-rng-pci,rng=r0'],
    ...['-chardev', `file,id=c0,path=${join(folder, 'console.log')}`, '-serial', 'chardev:c0', '-qmp', 'stdio'],
    ...(state === undefined ? [] : ['-incoming', `exec:zstd -qdc '${state}'`]),
  ];
}
