// What goes over a connection to a real OpenSSH server arrives as it was: words, bytes, exit codes, signals, ends.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { createLocalTarget } from '../../client/src/targets/local.ts';
import type { Connection } from '../../client/src/targets/target.ts';
import { chooseSshTransport, transports } from '../../client/src/targets/targets.ts';
import { outputOf } from '../hosts/ssh/outputOf.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

let user: UserSide;
let server: SshServer;

before(async () => {
  user = await UserSide.make();
  const key = await makeKey(`${user.folder}/key`, 'ed25519');
  server = await SshServer.start({ authorized: [key.publicLine] });
  await user.trust(server);
  const identity = `IdentityFile ${key.file}`;
  await user.configure(...user.host('lab', server, identity));
});

after(async () => {
  await server.stop();
  await user.remove();
});

/** The same over SSH, by either client, and on this machine: a target is a target. */
function testAll(name: string, body: (connection: Connection) => Promise<void>): void {
  for (const transport of transports) {
    test(`${name}, over SSH (${transport})`, async () => {
      chooseSshTransport(() => transport);
      const connection = await user.connect('lab').finally(() => chooseSshTransport(() => 'built-in'));
      try {
        await body(connection);
      } finally {
        connection.close();
      }
    });
  }
  test(`${name}, on this machine`, async () => body(await createLocalTarget().connect({ prompter: user.prompter })));
}

const hostile = [
  '',
  ' ',
  "it's",
  '"quoted"',
  'a\nb',
  '$(touch /tmp/tracewright-was-here)',
  '`id`',
  '$HOME ~ *',
  '-rf',
  '--',
  'a;b|c&d>e<f',
  'back\\slash\\',
  "'\\''",
  '!history',
  '\t\u0007\u001b[31m',
  'äöü 日本 😀',
  '#comment',
  'a=b',
  '{a,b}',
  '[!x]?',
];

testAll('every word of a command line arrives as it is', async (connection) => {
  const { stdout } = await outputOf(connection, ['printf', '%s\\0', ...hostile]);
  assert.deepEqual(stdout.toString('utf8').split('\0').slice(0, -1), hostile);
});

testAll('exit codes and signals are told apart', async (connection) => {
  assert.deepEqual((await outputOf(connection, ['sh', '-c', 'exit 0'])).status, { code: 0, signal: null });
  assert.deepEqual((await outputOf(connection, ['sh', '-c', 'exit 137'])).status, { code: 137, signal: null });
  assert.deepEqual((await outputOf(connection, ['sh', '-c', 'kill -TERM $$'])).status, { code: null, signal: 'TERM' });
});

testAll('a program that ends before this machine gets round to looking has its exit code', async (connection) => {
  const statusOf = async () => (await outputOf(connection, ['sh', '-c', 'exit 3'])).status;
  const done = Promise.all(Array.from({ length: 5 }, statusOf));
  // A busy machine: whatever the other side says in the meantime comes at once.
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (let turn = 0; turn < 6; turn++) {
    Atomics.wait(cell, 0, 0, 300);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(await done, Array(5).fill({ code: 3, signal: null }));
});

testAll('standard output and standard error are kept apart', async (connection) => {
  const { stdout, stderr } = await outputOf(connection, ['sh', '-c', 'echo out; echo err >&2']);
  assert.deepEqual([stdout.toString('utf8'), stderr], ['out\n', 'err\n']);
});

testAll('40 MB arrive whole at a reader that is slow at first', async (connection) => {
  const program = await connection.spawn(['sh', '-c', 'yes "a line of the flood" | head -c 40000000']);
  program.stdin.end();
  // Let the window fill up before anything is read.
  await once(program.stdout, 'readable');
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of program.stdout) {
    hash.update(chunk);
    size += chunk.length;
  }
  assert.deepEqual(await program.exited, { code: 0, signal: null });
  assert.equal(size, 40_000_000);
  const line = Buffer.from('a line of the flood\n');
  const whole = Buffer.alloc(40_000_000, line);
  assert.equal(hash.digest('hex'), createHash('sha256').update(whole).digest('hex'));
});

testAll('bytes of one character may come apart and are not touched', async (connection) => {
  const { stdout } = await outputOf(connection, [
    'sh',
    '-c',
    `printf '\\360\\237'; sleep 0.05; printf '\\230\\200\\377\\000'`,
  ]);
  assert.equal(stdout.toString('hex'), 'f09f9880ff00');
});

testAll('what is written to a program reaches it, bytes and end', async (connection) => {
  const input = 'ü\0\n'.repeat(100_000);
  const { stdout } = await outputOf(connection, ['cat'], input);
  assert.equal(stdout.toString('utf8'), input);
});

testAll('a stretch of a file is read, short at its end', async (connection) => {
  const file = `${user.folder}/numbers`;
  await writeFile(file, Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251)));
  const stretch = await connection.readFile(file, 100_000, 70_000);
  assert.deepEqual([stretch.length, stretch[0], stretch[69_999]], [70_000, 100_000 % 251, 169_999 % 251]);
  assert.equal((await connection.readFile(file, 199_990, 100)).length, 10);
  assert.equal((await connection.readFile(file, 300_000, 100)).length, 0);
});

testAll('a file that is not there is an error that names it', async (connection) => {
  await assert.rejects(connection.readFile('/nowhere/file', 0, 1), /^TargetError: \/nowhere\/file cannot be read on /);
});

test('several users of a target share one connection, and the last one ends it', async () => {
  const before = server.log.filter((line) => line.startsWith('Accepted publickey')).length;
  const [one, two] = await Promise.all([user.connect('lab'), user.connect('lab')]);
  one.close();
  assert.equal(await one.closed, undefined);
  const { stdout } = await outputOf(two, ['echo', 'still here']);
  assert.equal(stdout.toString('utf8'), 'still here\n');
  two.close();
  assert.equal(server.log.filter((line) => line.startsWith('Accepted publickey')).length, before + 1);
});

test('a connection that breaks is told to whoever waits, and the next one is a new one', async () => {
  const connection = await user.connect('lab');
  const program = await connection.spawn(['sh', '-c', 'echo started; exec sleep 1000']);
  await once(program.stdout, 'data');
  await server.cutConnections();
  await assert.rejects(program.exited, /^TargetError: The connection to lab went before the program on it ended\./);
  assert.match(String(await connection.closed), /^TargetError: .*lab/);
  await assert.rejects(connection.spawn(['true']), /TargetError/);
  const again = await user.connect('lab');
  assert.equal((await outputOf(again, ['echo', 'back'])).stdout.toString('utf8'), 'back\n');
  again.close();
});

test('connecting can be cancelled', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const abort = new AbortController();
  listener.once('connection', () => abort.abort(new Error('cancelled by the user')));
  await assert.rejects(user.connect(`root@127.0.0.1:${port}`, [], { signal: abort.signal }), /cancelled by the user/);
  listener.close();
});

test('one who waits along is not cancelled with the one who began', async () => {
  const abort = new AbortController();
  const first = user.connect('lab', [], { signal: abort.signal });
  const second = user.connect('lab');
  abort.abort(new Error('cancelled by the user'));
  await assert.rejects(first, /cancelled by the user/);
  const connection = await second;
  assert.equal((await outputOf(connection, ['echo', 'in'])).stdout.toString('utf8'), 'in\n');
  connection.close();
});

test('a host that says nothing is given up after ConnectTimeout', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' ? address?.port : 0;
  await user.configure(`Host deaf`, 'HostName 127.0.0.1', `Port ${port}`, 'ConnectTimeout 1');
  await assert.rejects(user.connect('deaf'), /^TargetError: No connection to deaf at .*no answer within 1 s/);
  listener.close();
});

test('a port where nobody listens says so', async () => {
  await assert.rejects(
    user.connect('root@127.0.0.1:1'),
    /refused the connection at 127\.0\.0\.1:1\. Check that sshd runs/,
  );
});

test('a name that does not exist says so', async () => {
  await assert.rejects(
    user.connect('nobody@no-such-host.invalid'),
    /no-such-host\.invalid.* cannot be found\. Check the spelling/,
  );
});
