// The target `loopback`: this machine through an OpenSSH server of the bench's own, so that ssh is measured without an emulator.
import { join } from 'node:path';
import { installPackages } from '../../scripts/debianPackages.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

/** What `--target` calls it. */
export const loopback = 'loopback';

/** Works with a server that is there until then; TRACEWRIGHT_SSH_CONFIG names the way to it meanwhile. */
export async function withLoopback(work: () => Promise<void>): Promise<void> {
  await installPackages(['openssh-server', 'openssh-client', 'bpftrace'], console.error);
  const user = await UserSide.make();
  const key = await makeKey(join(user.folder, 'key'), 'ed25519');
  const server = await SshServer.start({ authorized: [key.publicLine] });
  try {
    await user.trust(server);
    await user.configure(...user.host(loopback, server, `IdentityFile ${key.file}`));
    await work();
  } finally {
    await server.stop();
    await user.remove();
  }
}
