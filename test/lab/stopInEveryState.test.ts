// Stop, whatever a run is doing: each tracer ends, and the kernel has nothing of it any more.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TracerId } from '../../client/src/tracers/tracer.ts';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { startLab } from '../hosts/lab/startLab.ts';
import { type LabRun, leftOnGuest, prints, reaches, startLabRun } from './labRuns.ts';

let guest: LabGuest;
let history: string;

before(async () => {
  history = await mkdtemp(join(tmpdir(), 'tracewright-stops-'));
  guest = await startLab();
  process.env.TRACEWRIGHT_SSH_CONFIG = guest.sshConfig;
});

after(async () => {
  await guest?.stop();
  await rm(history, { recursive: true, force: true });
});

interface Scripts {
  /** Prints some lines a second, from a probe in the kernel. */
  readonly ticking: string;
  /** Prints as much as it can. */
  readonly flooding: string;
  /** The processes that would have to obey a signal. */
  readonly processes: string;
}

const scripts: Readonly<Record<TracerId, Scripts>> = {
  stap: {
    ticking: 'global n\nprobe kernel.function("vfs_read") { n++ }\nprobe timer.ms(200) { println(n) }\n',
    flooding: 'probe timer.us(200) { for (i = 0; i < 100; i++) printf("%d %s\\n", i, "flood flood flood") }\n',
    processes: 'stap stapio staprun',
  },
  bpftrace: {
    ticking: 'kprobe:vfs_read { @n = count(); }\ninterval:ms:200 { printf("tick\\n"); }\n',
    flooding: 'interval:us:200 { unroll (20) { printf("flood flood flood\\n"); } }\n',
    processes: 'bpftrace',
  },
  dtrace: {
    ticking: 'fbt::vfs_read:entry { @n = count(); }\ntick-5 { printf("tick"); }\n',
    flooding: 'profile-4999 { printf("flood flood flood"); }\n',
    processes: 'dtrace',
  },
};

const suffixes: Readonly<Record<TracerId, string>> = { stap: 'stp', bpftrace: 'bt', dtrace: 'd' };

function start(tracer: TracerId, text: string, more: Partial<LabRun> = {}) {
  return startLabRun(history, { tracer, name: `stop.${suffixes[tracer]}`, text, ...more });
}

for (const tracer of Object.keys(scripts) as TracerId[]) {
  const { ticking, flooding, processes } = scripts[tracer];

  test(`${tracer}: while connecting`, async () => {
    const deaf = createServer().listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    const run = start(tracer, ticking, { target: `root@127.0.0.1:${(deaf.address() as AddressInfo).port}` });
    await once(deaf, 'connection');
    const { how, proof } = await run.stop();
    assert.deepEqual([how, proof], ['stopped', 'nothing was started on the target']);
    deaf.close();
  });

  test(`${tracer}: while it prepares`, async () => {
    const run = start(tracer, `${ticking}\n/* ${Date.now()} */\n`);
    await reaches(run, 'preparing');
    const { how, proof, message } = await run.stop();
    assert.equal(how, 'stopped', message);
    assert.ok(proof);
    assert.equal(await leftOnGuest(guest, run), '');
  });

  test(`${tracer}: while it runs`, async () => {
    const run = start(tracer, ticking);
    await prints(run, 3);
    const { how, proof, message } = await run.stop();
    assert.equal(how, 'stopped', message);
    assert.ok(proof);
    assert.equal(await leftOnGuest(guest, run), '');
  });

  test(`${tracer}: while it floods`, async () => {
    const run = start(tracer, flooding);
    await prints(run, 5000);
    const { how, proof, message } = await run.stop();
    assert.equal(how, 'stopped', message);
    assert.ok(proof);
    assert.equal(await leftOnGuest(guest, run), '');
  });

  test(`${tracer}: while it hangs and obeys no signal but SIGKILL`, async () => {
    const run = start(tracer, ticking);
    await prints(run, 3);
    await guest.run(
      `for name in ${processes}; do pkill -STOP -x $name -s "$(cat /var/tmp/tracewright-0/${run.id}/tracer)"; done; true`,
    );
    const { how, proof, message } = await run.stop();
    assert.equal(how, 'stopped', message);
    assert.ok(proof);
    assert.equal(await leftOnGuest(guest, run), '');
  });
}

test('a target whose clock jumps a day ahead and two days back goes on', async () => {
  const run = start('bpftrace', scripts.bpftrace.ticking);
  await prints(run, 3);
  try {
    for (const hours of [24, -48]) {
      const before = run.lineCount;
      await guest.run(`date -s "$(date -d '${hours} hours' '+%F %T')"`);
      // Longer than the supervisor waits between two looks at the lease.
      await prints(run, before + 40);
      assert.equal(run.state.kind, 'running');
    }
  } finally {
    await guest.run(`date -s @${Math.round(Date.now() / 1000)}`);
  }
  const { how, proof, message } = await run.stop();
  assert.equal(how, 'stopped', message);
  assert.ok(proof);
});
