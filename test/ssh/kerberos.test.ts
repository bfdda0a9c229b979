// A server that lets in by Kerberos alone, reached through the system's ssh: with a ticket and without one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chooseSshTransport } from '../../client/src/targets/targets.ts';
import { KerberosRealm } from '../hosts/ssh/kerberosRealm.ts';
import { outputOf } from '../hosts/ssh/outputOf.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

let realm: KerberosRealm;
let server: SshServer;
let user: UserSide;

before(async () => {
  realm = await KerberosRealm.start();
  server = await SshServer.start({ config: ['GSSAPIAuthentication yes', 'GSSAPIStrictAcceptorCheck no'] });
  user = await UserSide.make();
  await user.trust(server);
  await user.configure(...user.host('desk', server, 'IdentityFile none', 'GSSAPIAuthentication yes'));
  chooseSshTransport(() => 'system');
});

after(async () => {
  await server?.stop();
  await user?.remove();
  await realm?.stop();
});

test('without a ticket nobody is let in, and nothing is asked', async () => {
  await assert.rejects(user.connect('desk', []), /was not let in on the way to desk; the host takes .*gssapi-with-mic/);
  assert.deepEqual(user.asked, []);
});

test('with a ticket the user is let in without a question', async () => {
  await realm.logIn();
  const connection = await user.connect('desk', []);
  const { stdout } = await outputOf(connection, ['id', '-un']).finally(() => connection.close());
  assert.equal(stdout.toString('utf8'), 'root\n');
  assert.deepEqual(user.asked, []);
  assert.ok(server.log.some((line) => line.startsWith('Accepted gssapi-with-mic for root')));
});
