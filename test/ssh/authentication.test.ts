// Ways in to a real OpenSSH server: agent, keys, passphrases, password, keyboard-interactive, and how they fail.
import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { type Account, makeAccount } from '../hosts/ssh/account.ts';
import { outputOf } from '../hosts/ssh/outputOf.ts';
import { SshAgent } from '../hosts/ssh/sshAgent.ts';
import { makeKey, type SshKey } from '../hosts/ssh/sshKey.ts';
import { SshServer, type SshServerOptions } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

let user: UserSide;
let keys: Record<'ed25519' | 'rsa' | 'ecdsa' | 'stranger', SshKey>;
let account: Account;
let server: SshServer | undefined;
const agents: SshAgent[] = [];
const passphrase = 'open "sesame" ü';

before(async () => {
  user = await UserSide.make();
  const file = (name: string) => join(user.folder, name);
  keys = {
    ed25519: await makeKey(file('ed25519'), 'ed25519'),
    rsa: await makeKey(file('rsa'), 'rsa'),
    ecdsa: await makeKey(file('ecdsa'), 'ecdsa', passphrase),
    stranger: await makeKey(file('stranger'), 'ed25519'),
  };
  account = await makeAccount();
});

after(async () => {
  await account.remove();
  await user.remove();
});

beforeEach(() => {
  delete process.env.SSH_AUTH_SOCK;
});

afterEach(async () => {
  await server?.stop();
  for (const agent of agents.splice(0)) await agent.stop();
});

/** A server that takes the user's keys, on record as `lab` in the user's configuration. */
async function lab(options: SshServerOptions, ...config: readonly string[]): Promise<void> {
  const authorized = [keys.ed25519, keys.rsa, keys.ecdsa].map(({ publicLine }) => publicLine);
  server = await SshServer.start({ authorized, ...options });
  await user.trust(server);
  await user.configure(...user.host('lab', server, ...config));
}

async function agentWith(...files: readonly string[]): Promise<SshAgent> {
  const agent = await SshAgent.start(user.folder);
  agents.push(agent);
  for (const file of files) await agent.add(file);
  return agent;
}

async function checkLetIn(answers: readonly (string | undefined)[], name = 'root'): Promise<void> {
  const connection = await user.connect('lab', answers);
  try {
    const { stdout } = await outputOf(connection, ['id', '-un']);
    assert.equal(stdout.toString('utf8'), `${name}\n`);
  } finally {
    connection.close();
  }
}

async function checkRefused(answers: readonly (string | undefined)[], message: RegExp): Promise<void> {
  await assert.rejects(user.connect('lab', answers), (error: Error) => {
    assert.equal(error.name, 'TargetError');
    assert.match(error.message, message);
    return true;
  });
}

for (const type of ['ed25519', 'rsa'] as const) {
  test(`an ${type} key lets in without a question`, async () => {
    await lab({}, `IdentityFile ${keys[type].file}`);
    await checkLetIn([]);
    assert.deepEqual(user.asked, []);
  });
}

test('an ecdsa key with a passphrase asks for it, again when it was wrong', async () => {
  await lab({}, `IdentityFile ${keys.ecdsa.file}`);
  await checkLetIn(['wrong', passphrase]);
  const question = `lab: Passphrase of the key ${keys.ecdsa.file}`;
  assert.deepEqual(user.asked, [question, question]);
});

test('a key in the agent lets in', async () => {
  const agent = await agentWith(keys.ed25519.file);
  process.env.SSH_AUTH_SOCK = agent.socket;
  await lab({}, 'IdentityFile none');
  await checkLetIn([]);
});

test('IdentityAgent names the agent, whatever the environment says', async () => {
  const agent = await agentWith(keys.rsa.file);
  process.env.SSH_AUTH_SOCK = '/nowhere';
  await lab({}, 'IdentityFile none', `IdentityAgent ${agent.socket}`);
  await checkLetIn([]);
});

test('an agent that is gone is passed over', async () => {
  process.env.SSH_AUTH_SOCK = '/nowhere';
  await lab({}, `IdentityFile ${keys.ed25519.file}`);
  await checkLetIn([]);
});

test('IdentitiesOnly shows the host no other key of the agent', async () => {
  const agent = await agentWith(keys.stranger.file, keys.rsa.file, keys.ed25519.file);
  process.env.SSH_AUTH_SOCK = agent.socket;
  // One try is all this host grants: any other key of the agent would use it up.
  await lab({ config: ['MaxAuthTries 2'] }, `IdentityFile ${keys.ed25519.file}`, 'IdentitiesOnly yes');
  await checkLetIn([]);
});

test('IdentitiesOnly uses the agent for a file of which only the public half is here', async () => {
  const agent = await agentWith(keys.ed25519.file);
  process.env.SSH_AUTH_SOCK = agent.socket;
  await lab({}, `IdentityFile ${keys.ed25519.file}`, 'IdentitiesOnly yes');
  await rename(keys.ed25519.file, `${keys.ed25519.file}.away`);
  try {
    await checkLetIn([]);
  } finally {
    await rename(`${keys.ed25519.file}.away`, keys.ed25519.file);
  }
});

test('a password that PAM takes lets in, the prompt naming the host and the user', async () => {
  await lab({ config: ['PasswordAuthentication yes', 'UsePAM yes'] }, 'IdentityFile none', `User ${account.name}`);
  await checkLetIn(['wrong', account.password], account.name);
  const question = `lab: Password of ${account.name}`;
  assert.deepEqual(user.asked, [question, question]);
});

test('keyboard-interactive asks in the words of the server, with no password prompt of ours before it', async () => {
  await lab(
    { config: ['KbdInteractiveAuthentication yes', 'UsePAM yes'] },
    'IdentityFile none',
    `User ${account.name}`,
  );
  await checkLetIn([account.password], account.name);
  assert.equal(user.asked.length, 1);
  assert.match(user.asked[0] ?? '', /^lab: .*Password:$/);
});

test('a key and a password in a row, where the server wants both', async () => {
  const config = ['PasswordAuthentication yes', 'UsePAM yes', 'AuthenticationMethods publickey,password'];
  await lab({ config }, `IdentityFile ${keys.ed25519.file}`, `User ${account.name}`);
  await checkLetIn([account.password], account.name);
});

test('a stranger is turned away with what was tried and what to do', async () => {
  await lab({}, `IdentityFile ${keys.stranger.file}`);
  await checkRefused([], new RegExp(`^lab did not let root in: tried ${keys.stranger.file}\\. .*authorized_keys`));
});

test('whoever closes a prompt is asked nothing more', async () => {
  await lab(
    { config: ['PasswordAuthentication yes', 'KbdInteractiveAuthentication yes', 'UsePAM yes'] },
    'IdentityFile none',
  );
  await checkRefused([undefined], /^lab did not let root in/);
  assert.equal(user.asked.length, 1);
});

test('a key file that is no key is told', async () => {
  await lab({}, `IdentityFile ${user.knownHosts}`);
  await checkRefused(['a', 'b', 'c'], /known_hosts \(wrong passphrase, or no private key\)/);
});
