// Every way to log in against everything a host key can be, on the target and on a hop before it, with real servers; and
// through the system's ssh each way and each host key once on either.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chooseSshTransport, type SshTransport } from '../../client/src/targets/targets.ts';
import { type Account, makeAccount } from '../hosts/ssh/account.ts';
import { OneTimePasswords } from '../hosts/ssh/oneTimePasswords.ts';
import { outputOf } from '../hosts/ssh/outputOf.ts';
import { runProgram } from '../hosts/ssh/runProgram.ts';
import { SshAgent } from '../hosts/ssh/sshAgent.ts';
import { makeKey, type SshKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

const passphrase = 'open "sesame" ü';

const user = await UserSide.make();
const account: Account = await makeAccount();
const codes = await OneTimePasswords.of(account.name);
const keys = {
  plain: await makeKey(`${user.folder}/plain`, 'ed25519'),
  locked: await makeKey(`${user.folder}/locked`, 'rsa', passphrase),
  inAgent: await makeKey(`${user.folder}/in-agent`, 'ecdsa'),
  certified: await makeKey(`${user.folder}/certified`, 'ed25519'),
  userAuthority: await makeKey(`${user.folder}/user-ca`, 'ed25519'),
  hostAuthority: await makeKey(`${user.folder}/host-ca`, 'ed25519'),
  other: await makeKey(`${user.folder}/other`, 'ed25519'),
};
const agent = await SshAgent.start(user.folder);
await agent.add(keys.inAgent.file);
await runProgram(
  'ssh-keygen',
  '-q',
  '-s',
  keys.userAuthority.file,
  '-I',
  'tracer',
  '-n',
  account.name,
  `${keys.certified.file}.pub`,
);

/** One way to log in to a server that takes no other. */
interface Way {
  readonly name: string;
  readonly server: SshServer;
  /** Lines of ssh_config. */
  readonly config: readonly string[];
  /** What the user is asked, without the host, and answers. */
  questions(): Promise<readonly (readonly [question: RegExp, answer: string])[]>;
  /** What the message says where the built-in client does not get in this way. */
  readonly failure?: RegExp;
}

const noQuestions = async () => [];
const keyOnly = (key: SshKey) => ({ authorized: [key.publicLine] });
const ways: readonly Way[] = [
  {
    name: 'a key of the agent',
    server: await SshServer.start(keyOnly(keys.inAgent)),
    config: [`IdentityAgent ${agent.socket}`, 'IdentityFile none'],
    questions: noQuestions,
  },
  {
    name: 'a key file',
    server: await SshServer.start(keyOnly(keys.plain)),
    config: [`IdentityFile ${keys.plain.file}`],
    questions: noQuestions,
  },
  {
    name: 'a key file with a passphrase',
    server: await SshServer.start(keyOnly(keys.locked)),
    config: [`IdentityFile ${keys.locked.file}`],
    questions: async () => [[/passphrase (of|for) (the )?key .*locked'?$/i, passphrase]],
  },
  {
    name: 'a password',
    server: await SshServer.start({ config: ['PasswordAuthentication yes', 'UsePAM yes'] }),
    config: ['IdentityFile none'],
    questions: async () => [
      [new RegExp(`^Password of ${account.name}$|^${account.name}@127.0.0.1's password$`), account.password],
    ],
  },
  {
    name: 'a password and a one-time password',
    server: await SshServer.start({
      config: ['KbdInteractiveAuthentication yes', 'UsePAM yes'],
      pam: codes.pam,
    }),
    config: ['IdentityFile none'],
    questions: async () => [
      [/Password:?$/, account.password],
      [new RegExp(`One-time password \\(OATH\\) for .${account.name}.:?$`), await codes.next()],
    ],
  },
  {
    name: 'a certificate',
    server: await SshServer.start({ config: [`TrustedUserCAKeys ${keys.userAuthority.file}.pub`] }),
    config: [`IdentityFile ${keys.certified.file}`, `CertificateFile ${keys.certified.file}-cert.pub`],
    questions: noQuestions,
    failure: /certificate .*certified-cert\.pub was not offered.*tracewright\.sshTransport to system/,
  },
];

/** What known_hosts says of the server that a way leads to, and what follows. */
interface HostKeyCase {
  readonly name: string;
  knownHosts(server: SshServer): readonly string[];
  /** The names in known_hosts are hashed. */
  readonly isHashed?: boolean;
  /** The user's answer where the key is asked about. */
  readonly answer?: boolean;
  /** What the built-in client's question says beside host and hop. */
  readonly note?: string;
  /** Words of the refusal; undefined: it goes on to the log-in. */
  refusal?(server: SshServer, transport: SshTransport): readonly string[];
}

const place = ({ port }: SshServer) => `[127.0.0.1]:${port}`;
const known = (server: SshServer) => `${place(server)} ${server.hostKey.publicLine}`;
const hostKeyCases: readonly HostKeyCase[] = [
  { name: 'known', knownHosts: (server) => [known(server)] },
  { name: 'known by a hashed name', knownHosts: (server) => [known(server)], isHashed: true },
  { name: 'unknown and trusted', knownHosts: () => [], answer: true },
  { name: 'unknown and declined', knownHosts: () => [], answer: false, refusal: () => ['was not accepted'] },
  {
    name: 'changed',
    knownHosts: (server) => [`${place(server)} ${keys.other.publicLine}`],
    refusal: (server) => ['has changed', server.hostKey.fingerprint, `on record at ${user.knownHosts}:2`],
  },
  {
    name: 'revoked',
    knownHosts: (server) => [known(server), `@revoked * ${server.hostKey.publicLine}`],
    refusal: (server, transport) =>
      transport === 'system' ? [place(server), 'is revoked'] : [`is revoked at ${user.knownHosts}:3`],
  },
  {
    name: 'vouched for by an authority only',
    knownHosts: (server) => [`@cert-authority ${place(server)} ${keys.hostAuthority.publicLine}`],
    answer: true,
    note: ' (known_hosts names a certificate authority for it, which is not supported)',
  },
];

/** A host that is reached through the one in question, or leads to it. */
const beside = await SshServer.start({ authorized: [keys.plain.publicLine] });

before(() => {
  delete process.env.SSH_AUTH_SOCK;
});

after(async () => {
  for (const { server } of ways) await server.stop();
  await beside.stop();
  await agent.stop();
  await codes.remove();
  await account.remove();
  await user.remove();
});

for (const way of ways) {
  for (const hostKey of hostKeyCases) {
    for (const where of ['the target', 'a hop'] as const) {
      const name = `${way.name}, host key ${hostKey.name}, on ${where}`;
      test(name, () => check(way, hostKey, where, 'built-in'));
      if (way.name === 'a key file' || hostKey.name === 'unknown and trusted')
        test(`${name}, through the system's ssh`, () => check(way, hostKey, where, 'system'));
    }
  }
}

async function check(
  way: Way,
  hostKey: HostKeyCase,
  where: 'the target' | 'a hop',
  transport: SshTransport,
): Promise<void> {
  chooseSshTransport(() => transport);
  const isSystem = transport === 'system';
  const isHop = where === 'a hop';
  const { server } = way;
  const inQuestion = [...user.host('door', server, ...way.config, `User ${account.name}`)];
  const other = user.host('plain', beside, `IdentityFile ${keys.plain.file}`);
  // The first value wins, so the jump stands in a block before the host's own.
  const jump = isHop ? ['Host plain', 'ProxyJump door'] : ['Host door', 'ProxyJump plain'];
  await user.configure(...jump, ...inQuestion, ...other);
  await user.writeKnownHosts(known(beside), ...hostKey.knownHosts(server));
  if (hostKey.isHashed) await runProgram('ssh-keygen', '-q', '-H', '-f', user.knownHosts);

  const hop = isHop ? 'door (on the way to plain)' : 'door';
  const logged = server.log.length;
  const { fingerprint, publicLine } = server.hostKey;
  const type = isSystem ? 'ED25519' : publicLine.split(' ')[0];
  const note = isSystem ? '' : (hostKey.note ?? '');
  const keyQuestion =
    hostKey.answer === undefined ? [] : [[`${hop}${note}: ${type} ${fingerprint}`, hostKey.answer] as const];
  const refusal = hostKey.refusal?.(server, transport);
  const secrets = refusal === undefined ? await way.questions() : [];
  const connecting = user.connect(
    isHop ? 'plain' : 'door',
    [...keyQuestion, ...secrets].map(([, answer]) => answer),
  );

  if (refusal !== undefined) {
    const error = await rejection(connecting);
    // ssh tells the key's place of a changed key, not the alias.
    const names = isSystem ? [] : [hop];
    for (const words of [...names, ...refusal])
      assert.ok(error.message.includes(words), `${words} in: ${error.message}`);
    // The name of the user and all that follows it come after the key exchange.
    assert.deepEqual(
      ofNewConnections(server.log.slice(logged)).filter((line) => /Accepted|Failed|user/i.test(line)),
      [],
    );
  } else if (way.failure !== undefined && !isSystem) {
    const error = await rejection(connecting);
    assert.ok(error.message.startsWith(`${hop} did not let ${account.name} in: `), error.message);
    assert.match(error.message, way.failure);
  } else {
    const connection = await connecting;
    const { stdout } = await outputOf(connection, ['id', '-un']).finally(() => connection.close());
    assert.equal(stdout.toString('utf8'), isHop ? 'root\n' : `${account.name}\n`);
  }
  assert.equal(user.asked.length, keyQuestion.length + secrets.length, user.asked.join('\n'));
  assert.deepEqual(
    user.asked.slice(0, keyQuestion.length),
    keyQuestion.map(([question]) => question),
  );
  for (const [index, [question]] of secrets.entries()) {
    const asked = user.asked[keyQuestion.length + index] ?? '';
    assert.ok(asked.startsWith(`${hop}: `), asked);
    assert.match(asked.slice(hop.length + 2), question);
  }
}

/** The lines of connections that begin in this stretch of a log: what ended before may still be told in it. */
function ofNewConnections(lines: readonly string[]): readonly string[] {
  const ports = lines.flatMap((line) => /^Connection from \S+ port (\d+) /.exec(line)?.[1] ?? []);
  return lines.filter((line) => ports.some((port) => line.includes(` port ${port}`)));
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => assert.fail('It went through.'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error && error.name === 'TargetError', String(error));
  return error;
}
