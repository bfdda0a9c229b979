// Targets of the bench's own: this machine through an OpenSSH server, so that ssh is measured without an emulator.
import { join } from 'node:path';
import { installPackages } from '../../scripts/debianPackages.ts';
import { Network } from '../hosts/ssh/network.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

/** What `--target` calls them: with nothing between, and behind a link as most servers have it (1 Gbit/s). */
export const ownServers = ['loopback', 'gigabit'] as const;

export function isOwnServer(target: string): target is (typeof ownServers)[number] {
  return ownServers.some((name) => name === target);
}

/** Works with a server that is there until then; TRACEWRIGHT_SSH_CONFIG names the way to it meanwhile. */
export async function withOwnServer(name: (typeof ownServers)[number], work: () => Promise<void>): Promise<void> {
  await installPackages(['openssh-server', 'openssh-client', 'bpftrace', 'iproute2'], console.error);
  const network = name === 'gigabit' ? await Network.make() : undefined;
  const user = await UserSide.make();
  let server: SshServer | undefined;
  try {
    await network?.limit('1gbit');
    const key = await makeKey(join(user.folder, 'key'), 'ed25519');
    server = await SshServer.start({ ...network?.place, authorized: [key.publicLine] });
    await user.trust(server);
    await user.configure(...user.host(name, server, `IdentityFile ${key.file}`));
    await work();
  } finally {
    await server?.stop();
    await network?.remove();
    await user.remove();
  }
}
