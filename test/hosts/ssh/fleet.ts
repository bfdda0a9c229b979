// Many hosts on this machine: OpenSSH servers, each in a network namespace of its own behind one bridge; needs root.
import { runProgram } from './runProgram.ts';
import { SshServer, type SshServerOptions } from './sshServer.ts';
import type { UserSide } from './userSide.ts';

/** What is off about a host. */
export type HostKind =
  | 'well'
  /** Nobody has its address. */
  | 'dead'
  /** Its link carries 8 kB a second. */
  | 'slow'
  /** It is up, and no server listens. */
  | 'refusing';

interface FleetHost {
  readonly name: string;
  readonly address: string;
  readonly server: SshServer | undefined;
}

export class Fleet {
  readonly hosts: readonly FleetHost[];
  readonly #bridge: string;
  readonly #spaces: readonly string[];

  /** `options` gives each host's server its own; hosts are named `host1`, `host2` and so on. */
  static async start(kinds: readonly HostKind[], options: (index: number) => SshServerOptions): Promise<Fleet> {
    const id = process.pid.toString(36);
    const network = `198.18.${process.pid % 250}`;
    const bridge = `tw${id}`;
    await runProgram('ip', 'link', 'add', bridge, 'type', 'bridge');
    await runProgram('ip', 'addr', 'add', `${network}.254/24`, 'dev', bridge);
    await runProgram('ip', 'link', 'set', bridge, 'up');
    const spaces: string[] = [];
    const hosts: FleetHost[] = [];
    for (const [index, kind] of kinds.entries()) {
      const address = `${network}.${index + 1}`;
      const space = `tw${id}-${index + 1}`;
      let server: SshServer | undefined;
      if (kind !== 'dead') {
        await makeSpace(space, `${bridge}v${index + 1}`, bridge, address);
        spaces.push(space);
        if (kind === 'slow') await slowDown(space);
        if (kind !== 'refusing')
          server = await SshServer.start({
            ...options(index),
            address,
            prefix: ['nsenter', `--net=/run/netns/${space}`],
          });
      }
      hosts.push({ name: `host${index + 1}`, address, server });
    }
    return new Fleet(bridge, spaces, hosts);
  }

  private constructor(bridge: string, spaces: readonly string[], hosts: readonly FleetHost[]) {
    this.#bridge = bridge;
    this.#spaces = spaces;
    this.hosts = hosts;
  }

  get names(): readonly string[] {
    return this.hosts.map(({ name }) => name);
  }

  /** Lines of ssh_config for all hosts; their keys are put on record. */
  async introduce(user: UserSide, ...config: readonly string[]): Promise<readonly string[]> {
    await user.writeKnownHosts(
      ...this.hosts.flatMap(({ address, server }) =>
        server ? [`[${address}]:${server.port} ${server.hostKey.publicLine}`] : [],
      ),
    );
    return this.hosts.flatMap(({ name, address, server }) => {
      const place = [`HostName ${address}`, `Port ${server?.port ?? 22}`, 'User root'];
      return [`Host ${name}`, ...place, ...config];
    });
  }

  async stop(): Promise<void> {
    for (const { server } of this.hosts) await server?.stop();
    for (const space of this.#spaces) {
      await endAll(space);
      await runProgram('ip', 'netns', 'del', space);
    }
    await runProgram('ip', 'link', 'del', this.#bridge);
  }
}

async function makeSpace(space: string, link: string, bridge: string, address: string): Promise<void> {
  await runProgram('ip', 'netns', 'add', space);
  await runProgram('ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space);
  await runProgram('ip', 'link', 'set', link, 'master', bridge, 'up');
  await runProgram('ip', '-n', space, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
  await runProgram('ip', '-n', space, 'link', 'set', 'eth0', 'up');
  await runProgram('ip', '-n', space, 'link', 'set', 'lo', 'up');
}

/** A run that a failed test left keeps its namespace, and with it the link, for as long as its output waits. */
async function endAll(space: string): Promise<void> {
  const pids = (await runProgram('ip', 'netns', 'pids', space)).split('\n').filter((pid) => pid !== '');
  for (const pid of pids) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

async function slowDown(space: string): Promise<void> {
  const shape = ['rate', '64kbit', 'burst', '4kb', 'latency', '2s'];
  await runProgram('tc', '-n', space, 'qdisc', 'add', 'dev', 'eth0', 'root', 'tbf', ...shape);
}
