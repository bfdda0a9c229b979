// Ways to root's rights on a real host: sudo, doas, capabilities; and where a password that is asked for can be seen: nowhere.
import assert from 'node:assert/strict';
import { chmod, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { RunState } from '../../client/src/runs/run.ts';
import { type RunRights, runPrivilege } from '../../client/src/runs/runPrivilege.ts';
import { startRun } from '../../client/src/runs/startRun.ts';
import { askPrivilege, sayPrivilege, spawnAsRoot } from '../../client/src/targets/privilege.ts';
import type { Connection } from '../../client/src/targets/target.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import type { LaunchPlan, TracerId } from '../../client/src/tracers/tracer.ts';
import { type Account, makeAccount } from '../hosts/ssh/account.ts';
import { runProgram } from '../hosts/ssh/runProgram.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { SshServer } from '../hosts/ssh/sshServer.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';

const doasFile = '/etc/doas.conf';

let user: UserSide;
let account: Account;
let folder: string;
let sudoersFile: string;
let sudoLog: string;
let doasBefore: string | undefined;

before(async () => {
  user = await UserSide.make();
  folder = await mkdtemp(join(tmpdir(), 'tracewright-privilege-'));
  account = await makeAccount();
  sudoersFile = `/etc/sudoers.d/${account.name}`;
  sudoLog = join(folder, 'sudo.log');
  doasBefore = await readFile(doasFile, 'utf8').catch(() => undefined);
  const key = await makeKey(join(user.folder, 'key'), 'ed25519');
  const capable = await SshServer.start({
    authorized: [key.publicLine],
    config: [`ForceCommand ${await makeGiver()} sh -c "$SSH_ORIGINAL_COMMAND"`],
  });
  const plain = await SshServer.start({ authorized: [key.publicLine], config: ['LogLevel DEBUG3'] });
  servers.push(capable, plain);
  await user.trust(capable, plain);
  const config = [`IdentityFile ${key.file}`, `User ${account.name}`];
  await user.configure(...user.host('capable', capable, ...config), ...user.host('lab', plain, ...config));
});

const servers: SshServer[] = [];

/** A command that gives what it starts the capabilities that bpftrace asks for, and not root's user id. */
async function makeGiver(): Promise<string> {
  const names = ['bpf', 'perfmon', 'dac_read_search', 'dac_override'];
  const program = join(folder, 'setpriv');
  await chmod(folder, 0o755);
  await copyFile('/usr/bin/setpriv', program);
  await runProgram('setcap', `${names.map((name) => `cap_${name}`).join(',')}+ep`, program);
  const all = names.map((name) => `+${name}`).join(',');
  return `${program} --inh-caps ${all} --ambient-caps ${all}`;
}

afterEach(async () => {
  await rm(sudoersFile, { force: true });
  if (doasBefore === undefined) await rm(doasFile, { force: true });
  else await writeFile(doasFile, doasBefore);
});

after(async () => {
  for (const one of servers) await one.stop();
  await account.remove();
  await user.remove();
  await rm(folder, { recursive: true, force: true });
});

/** No tracer's: the plans of these tests are about rights alone. */
const rootPlan: LaunchPlan = { argv: ['id'], privilege: 'root', output: 'text' };

async function onHost<Result>(host: string, body: (connection: Connection) => Promise<Result>): Promise<Result> {
  const connection = await user.connect(host);
  try {
    return await body(connection);
  } finally {
    connection.close();
  }
}

async function allowSudo(...rules: readonly string[]): Promise<void> {
  const all = [
    `Defaults:${account.name} logfile=${sudoLog}, log_input, !compress_io, iolog_dir=${join(folder, 'io')}`,
    'Defaults lecture=never',
    ...rules,
  ];
  await writeFile(sudoersFile, `${all.join('\n')}\n`, { mode: 0o440 });
}

async function allowDoas(rule: string): Promise<void> {
  await writeFile(doasFile, `${rule}\n`, { mode: 0o400 });
}

async function userIdAsRoot(connection: Connection): Promise<string> {
  const privilege = await askPrivilege(connection);
  const program = await spawnAsRoot(connection, privilege, ['id', '-u'], user.prompter);
  program.stdin.end();
  const [stdout] = await Promise.all([program.stdout.toArray(), program.exited]);
  return Buffer.concat(stdout).toString();
}

async function rightsOf(connection: Connection, tracer: TracerId, plan: LaunchPlan): Promise<RunRights> {
  const { prompter } = user;
  return runPrivilege(await askPrivilege(connection), { tracer, target: connection.target, prompter }, plan);
}

test('sudo without a password is used as it is', async () => {
  await allowSudo(`${account.name} ALL=(ALL) NOPASSWD: ALL`);
  await onHost('lab', async (connection) => {
    assert.equal(sayPrivilege(await askPrivilege(connection)), `${account.name} becomes root through sudo.`);
    assert.equal(await userIdAsRoot(connection), '0\n');
    const { words } = await rightsOf(connection, 'bpftrace', rootPlan);
    assert.equal(words, 'as root through sudo');
  });
});

test('sudo with a password asks for it in words that name host and user, again where it was wrong', async () => {
  await allowSudo(`${account.name} ALL=(ALL) ALL`);
  const connection = await user.connect('lab', ['wrong', account.password]);
  assert.equal(await userIdAsRoot(connection), '0\n');
  const question = `lab: sudo password of ${account.name}`;
  assert.deepEqual(user.asked, [question, question]);
  connection.close();
});

test('sudo that takes no password, or is given none, starts nothing and says so', async () => {
  await allowSudo(`${account.name} ALL=(ALL) ALL`);
  const wrong = await user.connect('lab', ['a', 'b', 'c']);
  await assert.rejects(userIdAsRoot(wrong), /^TargetError: sudo on lab gave no root rights: .*3 incorrect password/);
  wrong.close();
  const none = await user.connect('lab', [undefined]);
  await assert.rejects(userIdAsRoot(none), /^TargetError: No sudo password was given/);
  none.close();
});

test('a user that sudo does not know is told so in its own words', async () => {
  await allowSudo();
  const connection = await user.connect('lab', [account.password]);
  await assert.rejects(userIdAsRoot(connection), /sudo on lab gave no root rights: .*not in the sudoers file/);
  connection.close();
});

test('doas without a password is used where sudo is not allowed', async () => {
  await allowDoas(`permit nopass ${account.name}`);
  await onHost('lab', async (connection) => {
    assert.equal((await askPrivilege(connection)).elevation, 'doas');
    assert.equal(await userIdAsRoot(connection), '0\n');
    const { words } = await rightsOf(connection, 'dtrace', rootPlan);
    assert.equal(words, 'as root through doas');
  });
});

test('capabilities do in place of root where the tracer does with them, and nothing more is taken', async () => {
  await allowSudo(`${account.name} ALL=(ALL) NOPASSWD: ALL`);
  await onHost('capable', async (connection) => {
    const { capabilities } = await askPrivilege(connection);
    assert.deepEqual([...capabilities].sort(), ['CAP_BPF', 'CAP_DAC_OVERRIDE', 'CAP_DAC_READ_SEARCH', 'CAP_PERFMON']);
    const plan = { ...rootPlan, capabilities: ['CAP_BPF', 'CAP_PERFMON'] as const };
    const { words, spawn } = await rightsOf(connection, 'bpftrace', plan);
    assert.equal(words, `as ${account.name}, with CAP_BPF, CAP_PERFMON`);
    const program = await spawn(connection, ['id', '-un']);
    assert.equal(Buffer.concat(await program.stdout.toArray()).toString(), `${account.name}\n`);
    // A tracer that asks for root's user id gets it.
    assert.equal((await rightsOf(connection, 'dtrace', rootPlan)).words, 'as root through sudo');
  });
  await onHost('lab', async (connection) => assert.deepEqual((await askPrivilege(connection)).capabilities, []));
});

test('the sudo password of a run is on no command line, in no environment, in no log and in nothing that is kept', async () => {
  await allowSudo(`${account.name} ALL=(ALL) ALL`);
  const asked: string[] = [];
  const states: RunState[] = [];
  const run = startRun({
    script: { name: 'ticks.bt', text: 'interval:ms:50 { printf("tick %d\\n", @n++); }\n' },
    tracer: 'bpftrace',
    target: parseTarget('lab'),
    options: { arguments: [] },
    prompter: {
      acceptHostKey: async () => false,
      answer: async ({ host, prompt }) => {
        asked.push(`${host}: ${prompt}`);
        states.push(run.state);
        return account.password;
      },
    },
    spoolFolder: join(folder, 'history'),
  });
  await new Promise<void>((resolve) => {
    const subscription = run.onChange(() => {
      if (run.lineCount < 5 && run.state.kind !== 'ended') return;
      subscription.dispose();
      resolve();
    });
  });
  assert.equal(run.state.kind, 'running', JSON.stringify(run.state));
  assert.equal(run.rights, 'as root through sudo with password');
  // Once for a run, however often root is needed.
  assert.deepEqual(asked, [`lab: sudo password of ${account.name}`]);
  const waitingFor = `waiting for the sudo password of ${account.name}`;
  assert.deepEqual(states, [{ kind: 'connecting', waitingFor }]);

  const seen = await processTexts();
  assert.ok(
    seen.some((text) => text.includes('bpftrace') && text.includes('ticks.bt')),
    'the run is not among the processes',
  );
  const during = seen.filter(holdsPassword);
  const end = await run.stop();
  assert.equal(end.how, 'stopped', end.message);
  assert.ok(end.proof);
  assert.deepEqual(during, []);
  const log = await readFile(sudoLog, 'utf8');
  assert.match(log, new RegExp(`${account.name} [^]*COMMAND=[^]*ticks\\.bt`));
  for (const { name, text } of [
    { name: 'sshd', text: servers.flatMap((one) => one.log).join('\n') },
    { name: 'sudo', text: log },
    {
      name: 'the run',
      text: JSON.stringify([run.state, run.request.options, await run.lines(0, 1000), run.records(0)]),
    },
    ...(await filesUnder(join(folder, 'io'))),
    ...(await filesUnder(join(folder, 'history'))),
  ]) {
    assert.ok(text.length > 0 && !holdsPassword(text), `${name} holds the password`);
  }
});

function holdsPassword(text: string): boolean {
  return text.includes(account.password);
}

/** Command line and environment of every process but this one, which knows the password. */
async function processTexts(): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const texts = pids.flatMap((pid) =>
    ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  return Promise.all(texts);
}

async function filesUnder(path: string): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map(async (name) => ({ name, text: await readFile(name, 'utf8') })));
  return texts.filter(({ text }) => text !== '');
}
