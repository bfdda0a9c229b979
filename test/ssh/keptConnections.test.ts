// A connection that nobody uses any more is kept for the next run, and never stands in its way.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { endKept, keepConnections, linkState, onLinkChange } from '../../client/src/targets/targets.ts';
import { Network } from '../hosts/ssh/network.ts';
import { outputOf } from '../hosts/ssh/outputOf.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

let network: Network;
let user: UserSide;
let server: SshServer;
let kept: { dispose(): void } | undefined;

before(async () => {
  network = await Network.make();
  user = await UserSide.make();
  const key = await makeKey(`${user.folder}/key`, 'ed25519');
  server = await SshServer.start({ ...network.place, authorized: [key.publicLine] });
  await user.trust(server);
  await user.configure(...user.host('lab', server, `IdentityFile ${key.file}`));
});

afterEach(() => kept?.dispose());

after(async () => {
  await server.stop();
  await network.remove();
  await user.remove();
});

const logins = (): number => server.log.filter((line) => line.includes('Accepted publickey')).length;

/** Settles when the connection to the lab is in this state. */
function state(kind: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (linkState('lab').kind !== kind) return;
      listening.dispose();
      resolve();
    };
    const listening = onLinkChange(look);
    look();
  });
}

/** What someone does who connects, works and leaves. */
async function visit(): Promise<void> {
  const connection = await user.connect('lab');
  const { stdout } = await outputOf(connection, ['echo', 'here']);
  assert.equal(stdout.toString(), 'here\n');
  connection.close();
}

test('the next ones use it, also at once, until it is no longer kept', async () => {
  const before = logins();
  kept = keepConnections(60_000);
  await visit();
  await Promise.all([visit(), visit()]);
  await visit();
  assert.equal(logins(), before + 1);
  assert.equal(linkState('lab').kind, 'connected');
  kept.dispose();
  await state('none');
  await visit();
  await state('none');
  assert.equal(logins(), before + 2);
});

test('it ends by itself when nobody came', async () => {
  kept = keepConnections(50);
  await visit();
  await state('none');
});

test('where the network changed meanwhile, the next ones get a new one', async () => {
  const before = logins();
  kept = keepConnections(60_000);
  await visit();
  await network.down();
  const visits = [visit(), visit()];
  await state('connecting');
  await network.up();
  await Promise.all(visits);
  assert.equal(logins(), before + 2);
});

test('one that the target ended meanwhile is not missed', async () => {
  const before = logins();
  kept = keepConnections(60_000);
  await visit();
  await server.cutConnections();
  await state('none');
  await visit();
  assert.equal(logins(), before + 2);
});

test('one that is not to be kept ends with its last user', async () => {
  const before = logins();
  kept = keepConnections(60_000);
  await visit();
  endKept('lab');
  await state('none');
  const connection = await user.connect('lab');
  endKept('lab');
  await visit();
  assert.equal(linkState('lab').kind, 'connected');
  connection.close();
  await state('none');
  assert.equal(logins(), before + 2);
});
