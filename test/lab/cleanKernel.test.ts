// However a run ends, the kernel is left without its probes.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { startLab } from '../hosts/lab/startLab.ts';
import { type Started, startTracewright } from './tracewright.ts';

/** Milliseconds after which a run whose client is gone has to be over: the lease, its grace and the stop ladder. */
const leaseLimit = 120_000;
const script = 'test/lab/scripts/ticks.stp';

let guest: LabGuest;
let home: string;

before(async () => {
  guest = await startLab();
  home = await mkdtemp(join(tmpdir(), 'tracewright-home-'));
});

after(async () => {
  await guest?.stop();
  await rm(home, { recursive: true, force: true });
});

async function startTicks(host: string): Promise<Started> {
  const started = startTracewright(guest, home, ['run', script, '--target', host]);
  await started.printed(/tick 3\n/);
  assert.match(await guest.run('cat /proc/modules'), /^stap_/m, 'the script runs as a kernel module');
  return started;
}

async function modulesGone(): Promise<void> {
  const deadline = Date.now() + leaseLimit;
  while (/^stap_/m.test(await guest.run('cat /proc/modules'))) {
    assert.ok(Date.now() < deadline, 'the module of the run is still there');
    await delay(500);
  }
}

for (const host of ['lab', 'lab-dev']) {
  test(`Ctrl-C ends a run on ${host} and returns when the module is gone`, async () => {
    const { process, outcome } = await startTicks(host);
    process.kill('SIGINT');
    const { code, stdout, stderr } = await outcome;
    assert.doesNotMatch(await guest.run('cat /proc/modules'), /^stap_/m, `${stdout}${stderr}`);
    assert.equal(code, 0, stderr);
  });

  test(`a client that is killed leaves ${host} clean within the lease`, async () => {
    const { process, outcome } = await startTicks(host);
    process.kill('SIGKILL');
    await outcome;
    await modulesGone();
    assert.doesNotMatch(await guest.run('ps -eo comm'), /^stap/m);
  });
}
