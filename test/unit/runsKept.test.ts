// The target hears that output is kept once it is on this machine's disk, and not before; what is not kept is asked for again.
import assert from 'node:assert/strict';
import { PassThrough, Readable, Writable } from 'node:stream';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type FollowPlan, RunFollower, type RunSink } from '../../client/src/runs/followRun.ts';
import { defaultRunSettings } from '../../client/src/runs/runSettings.ts';
import { createLocalTarget } from '../../client/src/targets/local.ts';
import type { Connection, RemoteProcess } from '../../client/src/targets/target.ts';

/** A supervisor whose words are the test's, on each connection anew. */
class Supervisor {
  /** What it was started with and told. */
  readonly heard: string[] = [];
  stdout = new PassThrough();
  #onHeard: () => void = () => {};

  readonly connection: Connection = {
    target: createLocalTarget(),
    spawn: async () => assert.fail('the plan spawns'),
    readFile: async () => assert.fail('nothing is read'),
    closed: new Promise(() => {}),
    close: () => {},
  };

  spawn(argv: readonly string[]): RemoteProcess {
    this.stdout = new PassThrough();
    this.#hear(argv.join(' '));
    const stdin = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        for (const line of chunk.toString().trim().split('\n')) this.#hear(line);
        done();
      },
    });
    const exited = Promise.resolve({ code: 0, signal: null });
    return { stdin, stdout: this.stdout, stderr: Readable.from([]), exited, kill: () => {} };
  }

  say(words: string): void {
    this.stdout.write(words);
  }

  /** Settles when it was told this. */
  async told(words: string): Promise<void> {
    while (!this.heard.includes(words)) {
      await new Promise<void>((resolve) => {
        this.#onHeard = resolve;
      });
    }
  }

  #hear(words: string): void {
    if (words !== 'renew') this.heard.push(words);
    this.#onHeard();
  }
}

/** Keeps output when the test lets it. */
class SlowDisk implements RunSink {
  readonly taken: Buffer[] = [];
  #keep: ((error?: Error) => void)[] = [];
  #onTaken: () => void = () => {};

  data(_stream: string, bytes: Buffer): Promise<void> {
    this.taken.push(Buffer.from(bytes));
    const kept = new Promise<void>((resolve, reject) => {
      this.#keep.push((error) => (error ? reject(error) : resolve()));
    });
    this.#onTaken();
    return kept;
  }

  /** Settles the oldest that is not kept yet, once there is one. */
  async settle(error?: Error): Promise<void> {
    while (this.#keep.length === 0) {
      await new Promise<void>((resolve) => {
        this.#onTaken = resolve;
      });
    }
    this.#keep.shift()?.(error);
  }

  async isTaking(): Promise<void> {
    while (this.#keep.length === 0) {
      await new Promise<void>((resolve) => {
        this.#onTaken = resolve;
      });
    }
  }

  async gap(): Promise<void> {}
  attached(): void {}
  cutOff(): void {}
}

function follow(supervisor: Supervisor, disk: SlowDisk) {
  const plan: FollowPlan = {
    connect: async () => supervisor.connection,
    spawn: async (_connection, argv) => supervisor.spawn(argv),
    start: ['start'],
    resume: ({ o, e, l }) => ['resume', `${o}`, `${e}`, `${l}`],
    settings: defaultRunSettings,
  };
  return new RunFollower(plan, disk).follow(supervisor.connection);
}

const timeout = 60_000;

/** Gives the follower time to do what it should not. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
}

test('much output is acknowledged when it is kept', { timeout }, async () => {
  const [supervisor, disk] = [new Supervisor(), new SlowDisk()];
  const end = follow(supervisor, disk);
  await supervisor.told('start');
  const size = 5 * 1024 * 1024;
  supervisor.say(`hello 1\ndata o 0 ${size}\n${'x'.repeat(size)}`);
  await disk.isTaking();
  assert.deepEqual(supervisor.heard, ['start']);
  let kept = 0;
  while (kept < size) {
    assert.deepEqual(supervisor.heard.slice(1), kept < 4 * 1024 * 1024 ? [] : [`ack o ${kept}`]);
    await disk.settle();
    kept = disk.taken.reduce((sum, { length }) => sum + length, 0);
  }
  await supervisor.told(`ack o ${size}`);
  supervisor.say('eof\n');
  await supervisor.told('bye');
  supervisor.stdout.end();
  assert.deepEqual(await end, { kind: 'eof' });
});

test('the target is let go when the last of the output is kept', { timeout }, async () => {
  const [supervisor, disk] = [new Supervisor(), new SlowDisk()];
  const end = follow(supervisor, disk);
  await supervisor.told('start');
  supervisor.say('hello 1\ndata o 0 5\nfirstdata e 0 4\nlasteof\n');
  await disk.settle();
  await turns();
  assert.deepEqual(supervisor.heard, ['start']);
  await disk.settle();
  await supervisor.told('bye');
  supervisor.stdout.end();
  assert.deepEqual(await end, { kind: 'eof' });
});

test('output that came and could not be kept comes again', { timeout }, async () => {
  const [supervisor, disk] = [new Supervisor(), new SlowDisk()];
  const end = follow(supervisor, disk);
  await supervisor.told('start');
  supervisor.say('hello 1\ndata o 0 5\nfirst');
  await disk.settle();
  supervisor.say('data o 5 6\nsecond');
  await disk.isTaking();
  supervisor.say('data o 11 5\nthird');
  await disk.settle(new Error('not kept'));
  await disk.settle();
  await supervisor.told('resume 5 0 0');
  supervisor.say('hello 1\ndata o 5 11\nsecondthirdeof\n');
  await disk.settle();
  await supervisor.told('bye');
  supervisor.stdout.end();
  assert.deepEqual(await end, { kind: 'eof' });
});

test('a connection that goes while output is on its way to the disk is taken up behind it', { timeout }, async () => {
  const [supervisor, disk] = [new Supervisor(), new SlowDisk()];
  const end = follow(supervisor, disk);
  await supervisor.told('start');
  supervisor.say('hello 1\ndata o 0 5\nfirst');
  await disk.isTaking();
  supervisor.stdout.destroy(new Error('cut'));
  await turns();
  assert.deepEqual(supervisor.heard, ['start']);
  await disk.settle();
  await supervisor.told('resume 5 0 0');
  supervisor.say('hello 1\neof\n');
  await supervisor.told('bye');
  supervisor.stdout.end();
  assert.deepEqual(await end, { kind: 'eof' });
  assert.equal(Buffer.concat(disk.taken).toString(), 'first');
});
