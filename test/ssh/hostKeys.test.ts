// What happens at a host key, known, unknown, changed or revoked, on the target and on every hop, with real servers.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { outputOf } from '../hosts/ssh/outputOf.ts';
import { runProgram } from '../hosts/ssh/runProgram.ts';
import { makeKey, type SshKey } from '../hosts/ssh/sshKey.ts';
import { SshServer, type SshServerOptions } from '../hosts/ssh/sshServer.ts';
import { type Answers, UserSide } from '../hosts/ssh/userSide.ts';

let user: UserSide;
let key: SshKey;
const servers: SshServer[] = [];

before(async () => {
  user = await UserSide.make();
  key = await makeKey(`${user.folder}/key`, 'ed25519');
});

after(() => user.remove());

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function serve(options: SshServerOptions = {}): Promise<SshServer> {
  const server = await SshServer.start({ authorized: [key.publicLine], ...options });
  servers.push(server);
  return server;
}

/** One server, as `lab` in the user's configuration. */
async function lab(options: SshServerOptions = {}, ...config: readonly string[]): Promise<SshServer> {
  const server = await serve(options);
  await user.configure(...user.host('lab', server, `IdentityFile ${key.file}`, ...config));
  return server;
}

async function checkLetIn(answers: Answers): Promise<void> {
  const connection = await user.connect('lab', answers);
  const { stdout } = await outputOf(connection, ['echo', 'in']);
  connection.close();
  assert.equal(stdout.toString('utf8'), 'in\n');
}

async function checkRefused(answers: Answers, message: string): Promise<void> {
  await assert.rejects(user.connect('lab', answers), (error: Error) => {
    assert.ok(error.message.includes(message), error.message);
    return true;
  });
}

test('an unknown key is shown as ssh-keygen spells it, and remembered once it is accepted', async () => {
  const server = await lab();
  await user.writeKnownHosts();
  await checkLetIn([true]);
  assert.deepEqual(user.asked, [`lab: ssh-ed25519 ${server.hostKey.fingerprint}`]);
  assert.equal(await user.readKnownHosts(), `[127.0.0.1]:${server.port} ${server.hostKey.publicLine}\n`);
  await checkLetIn([]);
});

test('an unknown key that is declined ends it, and nothing is remembered', async () => {
  const server = await lab();
  await user.writeKnownHosts();
  await checkRefused([false], 'The host key of lab was not accepted');
  assert.equal(await user.readKnownHosts(), '');
  assert.ok(!server.log.some((line) => line.includes('Accepted')));
});

test('a changed key is refused without a question, with the offending line', async () => {
  const server = await lab();
  const other = await makeKey(`${user.folder}/other${server.port}`, 'ed25519');
  await user.writeKnownHosts('# a comment', `[127.0.0.1]:${server.port} ${other.publicLine}`);
  await checkRefused([], `another one is on record at ${user.knownHosts}:2`);
});

test('a key of another type than the one on record is a changed key', async () => {
  const server = await lab({ hostKeys: ['rsa'] });
  const other = await makeKey(`${user.folder}/other${server.port}`, 'ed25519');
  await user.writeKnownHosts(`[127.0.0.1]:${server.port} ${other.publicLine}`);
  await checkRefused([], `another one is on record at ${user.knownHosts}:1`);
});

test('of several host keys the server is asked for the one that is on record', async () => {
  const server = await lab({ hostKeys: ['ed25519', 'ecdsa', 'rsa'] });
  for (const { publicLine } of server.hostKeys) {
    await user.writeKnownHosts(`[127.0.0.1]:${server.port} ${publicLine}`);
    await checkLetIn([]);
  }
});

test('a revoked key is refused, even where it is on record too', async () => {
  const server = await lab();
  await user.trust(server);
  const known = await user.readKnownHosts();
  await user.writeKnownHosts(known.trim(), `@revoked * ${server.hostKey.publicLine}`);
  await checkRefused([], `is revoked at ${user.knownHosts}:2`);
});

test('a hashed entry is found', async () => {
  const server = await lab();
  await user.trust(server);
  await runProgram('ssh-keygen', '-H', '-f', user.knownHosts);
  assert.match(await user.readKnownHosts(), /^\|1\|/);
  await checkLetIn([]);
});

test('a certificate authority is said to be unsupported, and the key is asked about', async () => {
  const server = await lab();
  const authority = await makeKey(`${user.folder}/ca${server.port}`, 'ed25519');
  await user.writeKnownHosts(`@cert-authority * ${authority.publicLine}`);
  await checkRefused([false], 'was not accepted');
  assert.match(user.asked[0] ?? '', /certificate authority .* not supported/);
});

test('HostKeyAlias is the name that the key is kept under', async () => {
  const server = await lab({}, 'HostKeyAlias Blade7');
  await user.writeKnownHosts(`blade7 ${server.hostKey.publicLine}`);
  await checkLetIn([]);
});

test('a key on record under the bare host name holds for its other ports, as in ssh', async () => {
  const server = await lab();
  await user.writeKnownHosts(`127.0.0.1 ${server.hostKey.publicLine}`);
  await checkLetIn([]);
});

test('each hop is checked under its own name, and each question names the hop', async () => {
  const [bastion, inner, target] = [await serve(), await serve(), await serve()] as const;
  const identity = `IdentityFile ${key.file}`;
  await user.configure(
    ...user.host('bastion', bastion, identity),
    ...user.host('inner', inner, identity, 'ProxyJump bastion'),
    ...user.host('lab', target, identity, 'ProxyJump inner'),
  );
  await user.writeKnownHosts();
  await checkLetIn([true, true, true]);
  assert.deepEqual(user.asked, [
    `bastion (on the way to lab): ssh-ed25519 ${bastion.hostKey.fingerprint}`,
    `inner (on the way to lab): ssh-ed25519 ${inner.hostKey.fingerprint}`,
    `lab: ssh-ed25519 ${target.hostKey.fingerprint}`,
  ]);
  await checkLetIn([]);
  const other = await makeKey(`${user.folder}/other${inner.port}`, 'ed25519');
  await user.trust(bastion, target);
  await user.writeKnownHosts((await user.readKnownHosts()).trim(), `[127.0.0.1]:${inner.port} ${other.publicLine}`);
  await checkRefused([], 'The host key of inner (on the way to lab) has changed');
});

test('a chain of jumps that turns in a circle is told as such', async () => {
  await user.configure('Host lab', 'HostName 127.0.0.1', 'ProxyJump hop', 'Host hop', 'ProxyJump lab');
  await checkRefused([], 'Check ProxyJump in your ssh_config');
});

test('ProxyCommand is the way to a host', async () => {
  const server = await serve();
  await user.trust(server);
  await user.configure(
    ...user.host(
      'lab',
      server,
      `IdentityFile ${key.file}`,
      `ProxyCommand exec ${process.execPath} -e 'const s=require("net").connect(+process.argv[1],process.argv[2]);process.stdin.pipe(s).pipe(process.stdout)' %p %h`,
    ),
  );
  await checkLetIn([]);
});

test('a ProxyCommand that fails is told with its own words', async () => {
  await user.configure('Host lab', 'HostName nowhere', 'ProxyCommand echo "no way to %h" >&2; exit 3');
  await checkRefused([], 'its ProxyCommand ended with code 3 (no way to nowhere)');
});
