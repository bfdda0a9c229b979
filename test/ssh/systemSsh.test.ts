// What only the system's ssh does, with a server that takes user certificates alone: whole runs through cut networks, from the
// command line too; where a password can be seen meanwhile: nowhere; and what a killed client leaves: nothing.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import type { Run } from '../../client/src/runs/run.ts';
import { startRun } from '../../client/src/runs/startRun.ts';
import { chooseSshTransport, parseTarget, transportOf } from '../../client/src/targets/targets.ts';
import { type Account, makeAccount } from '../hosts/ssh/account.ts';
import { Network } from '../hosts/ssh/network.ts';
import { outputOf } from '../hosts/ssh/outputOf.ts';
import { runProgram } from '../hosts/ssh/runProgram.ts';
import { installShellTracer } from '../hosts/ssh/shellTracer.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';
import { keptOutput } from '../support/keptOutput.ts';
import { untilRun } from '../support/untilRun.ts';

const client = resolve(import.meta.dirname, '../../client/src');

let network: Network;
let user: UserSide;
let account: Account;
/** Takes certificates alone, behind a network that can be cut. */
let certified: SshServer;
/** Takes passwords alone. */
let guarded: SshServer;

before(async () => {
  network = await Network.make();
  user = await UserSide.make();
  account = await makeAccount();
  const authority = await makeKey(join(user.folder, 'ca'), 'ed25519');
  const key = await makeKey(join(user.folder, 'key'), 'ed25519');
  await runProgram('ssh-keygen', '-q', '-s', authority.file, '-I', 'tracer', '-n', 'root', `${key.file}.pub`);
  const { address, prefix } = network;
  const programs = await installShellTracer(user.folder);
  const config = [`TrustedUserCAKeys ${authority.file}.pub`];
  certified = await SshServer.start({ config, address, prefix, programs });
  guarded = await SshServer.start({ config: ['PasswordAuthentication yes', 'UsePAM yes', 'LogLevel DEBUG3'] });
  await user.trust(certified, guarded);
  const quick = ['ServerAliveInterval 1', 'ServerAliveCountMax 2', 'ConnectTimeout 2'];
  await user.configure(
    ...user.host('far', certified, `IdentityFile ${key.file}`, ...quick),
    ...user.host('doomed', certified, `IdentityFile ${key.file}`),
    ...user.host('guarded', guarded, 'IdentityFile none', `User ${account.name}`),
  );
  chooseSshTransport(() => 'system');
});

after(async () => {
  await certified?.stop();
  await guarded?.stop();
  await network?.remove();
  await account?.remove();
  await user?.remove();
});

const numbers = `i=0
until [ -e "$1" ]; do
  i=$((i + 1))
  echo "$i"
  sleep 0.01
done
`;

test('a run goes on where it was after its connection was ended and after its network was silent', {
  timeout: 180_000,
}, async () => {
  const stop = join(user.folder, 'stop');
  const run = startRun(
    {
      script: { name: 'numbers.stp', text: numbers },
      tracer: 'stap',
      target: parseTarget('far'),
      options: { arguments: [stop] },
      prompter: user.prompter,
      spoolFolder: join(user.folder, 'runs'),
    },
    { grace: 60_000, keep: 60_000, bound: 1 << 30, history: 10 },
  );
  await moreLines(run);
  await certified.cutConnections();
  await untilRun(run, () => run.state.kind === 'reconnecting');
  await untilRun(run, () => run.state.kind === 'running');
  await moreLines(run);
  await network.down();
  await untilRun(run, () => run.state.kind === 'reconnecting');
  await network.up();
  await untilRun(run, () => run.state.kind === 'running');
  await moreLines(run);
  await writeFile(stop, '');
  const end = await run.ended;
  assert.deepEqual({ how: end.how, losses: run.losses }, { how: 'finished', losses: new Map() }, end.message);
  const out = (await keptOutput(join(user.folder, 'runs', run.id), 'stdout')).toString();
  assert.equal(out, Array.from({ length: run.lineCount }, (_, index) => `${index + 1}\n`).join(''));
});

test('a target is reached by the client that its name is said to want', async () => {
  chooseSshTransport((target) => transportOf(target, { 'fa?': 'system' }));
  try {
    const connection = await user.connect('far');
    const { stdout } = await outputOf(connection, ['id', '-un']).finally(() => connection.close());
    assert.equal(stdout.toString('utf8'), 'root\n');
    // The server takes certificates alone, and the built-in client has none.
    await assert.rejects(() => user.connect('doomed'), /certificate .* was not offered/);
  } finally {
    chooseSshTransport(() => 'system');
  }
});

test('the command line takes the option, and names it where the built-in client has no certificate', async () => {
  const script = join(user.folder, 'hello.stp');
  await writeFile(script, 'echo hello from $(id -un)\n');
  const run = (...words: readonly string[]) => commandLine('run', script, '--target', 'far', ...words);
  const [system, builtIn] = await Promise.all([run('--ssh', 'system'), run('--ssh', 'built-in')]);
  assert.deepEqual([system.code, system.stdout], [0, 'hello from root\n'], system.stderr);
  assert.equal(builtIn.code, 1);
  assert.match(builtIn.stderr, /key-cert\.pub was not offered: .*--ssh system/);
});

test('a password for ssh is on no command line, in no environment, in no file and in no log', async () => {
  const wrong = `${account.password}-wrong`;
  const seen: string[] = [];
  const asked: string[] = [];
  const connection = await parseTarget('guarded').connect({
    prompter: {
      acceptHostKey: async () => false,
      answer: async ({ host, prompt }) => {
        asked.push(`${host}: ${prompt}`);
        // At the second question the first answer has been all its way.
        if (asked.length === 2) seen.push(...(await processTexts()));
        return asked.length === 1 ? wrong : account.password;
      },
    },
  });
  const { stdout } = await outputOf(connection, ['id', '-un']);
  assert.equal(stdout.toString('utf8'), `${account.name}\n`);
  const question = `guarded: ${account.name}@127.0.0.1's password`;
  assert.deepEqual(asked, [question, question]);
  seen.push(...(await processTexts()));
  const { folder } = await masterOf('guarded');
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  for (const name of await readdir(folder)) seen.push(await readFile(join(folder, name), 'utf8').catch(() => ''));
  connection.close();
  assert.ok(
    seen.some((text) => text.includes('SSH_ASKPASS_REQUIRE=force')),
    'ssh is not among the processes',
  );
  assert.deepEqual(
    [...seen, ...guarded.log].filter((text) => text.includes(account.password)),
    [],
  );
});

test('a question that is left without an answer ends the attempt', async () => {
  await assert.rejects(
    user.connect('guarded', [undefined]),
    /^TargetError: guarded did not let in: a question was left/,
  );
});

test('a client that is killed leaves neither ssh nor its folder', { timeout: 180_000 }, async () => {
  const program = `import { chooseSshTransport, parseTarget } from '${client}/targets/targets.ts';
    chooseSshTransport(() => 'system');
    const connection = await parseTarget('doomed').connect({});
    const program = await connection.spawn(['sh', '-c', 'echo on; exec cat']);
    program.stdout.pipe(process.stdout);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface({ input: child.stdout }), 'line');
  const { folder, keeper } = await masterOf('doomed');
  assert.ok(existsSync(join(folder, 'c')));
  const gone = once(spawn('tail', ['-f', '/dev/null', `--pid=${keeper}`]), 'exit');
  child.kill('SIGKILL');
  await gone;
  assert.ok(!existsSync(folder));
  await assert.rejects(masterOf('doomed'), /no master/);
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function commandLine(...words: readonly string[]): Promise<Ended> {
  const env = { ...process.env, XDG_DATA_HOME: join(user.folder, 'data') };
  return new Promise((done) => {
    const child = execFile(process.execPath, [join(client, 'cli.ts'), ...words], { env }, (_, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** Settles when some more lines have come. */
function moreLines(run: Run): Promise<void> {
  const wanted = run.lineCount + 5;
  return untilRun(run, () => run.lineCount >= wanted);
}

/** The ssh that holds the connection to a host of this file's configuration: its folder, and the process that ends it. */
async function masterOf(host: string): Promise<{ readonly folder: string; readonly keeper: string }> {
  for (const pid of await processes()) {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const words = (await read('cmdline')).split('\0');
    const control = words.find((word) => word.startsWith('ControlPath='))?.slice('ControlPath='.length);
    if (words[0] !== 'ssh' || control === undefined || !words.includes(host)) continue;
    if (!(await read('environ')).includes(user.folder)) continue;
    const [, keeper = ''] = /^PPid:\s*(\d+)$/m.exec(await read('status')) ?? [];
    return { folder: dirname(control), keeper };
  }
  throw new Error(`There is no master of ${host}.`);
}

async function processes(): Promise<readonly string[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
}

/** Command line and environment of every process but this one, which knows the password. */
async function processTexts(): Promise<readonly string[]> {
  const files = (await processes()).flatMap((pid) => ['cmdline', 'environ'].map((file) => `/proc/${pid}/${file}`));
  return Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
}
