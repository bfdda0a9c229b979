// The doctor on the lab, whole and broken one piece at a time: the row that says so, and its fix undoes it.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { DoctorReport, DoctorRow } from '../../client/src/doctor/checkTarget.ts';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { startLab } from '../hosts/lab/startLab.ts';
import { startTracewright } from './tracewright.ts';

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

async function examine(host: string): Promise<readonly DoctorRow[]> {
  const { stdout, stderr } = await startTracewright(guest, home, ['doctor', '--target', host, '--json']).outcome;
  assert.notEqual(stdout, '', stderr);
  const report: DoctorReport = JSON.parse(stdout);
  return report.rows;
}

function verdicts(rows: readonly DoctorRow[]): Readonly<Record<string, string>> {
  return Object.fromEntries(rows.map(({ id, verdict }) => [id, verdict]));
}

test('the lab as it is: the three tracers are there, nothing is bad', async () => {
  const rows = await examine('lab');
  assert.deepEqual(
    rows.filter(({ verdict }) => verdict === 'bad' || verdict === 'none').map(({ id, why }) => `${id}: ${why}`),
    [],
  );
  const found = verdicts(rows);
  for (const id of [
    'privilege',
    'tracefs',
    'btf',
    'stap-version',
    'kernel-headers',
    'bpftrace-version',
    'dtrace-version',
  ])
    assert.equal(found[id], 'good', id);
});

/** What is broken, the row that tells, and how it is mended where the row's own fix is not what the test wants to run. */
const broken: readonly { id: string; verdict: string; breaks: string; mends?: string | (() => string) }[] = [
  {
    id: 'tracefs',
    verdict: 'warning',
    breaks: 'umount -l /sys/kernel/debug 2>/dev/null; umount -l /sys/kernel/tracing; true',
  },
  { id: 'kallsyms', verdict: 'bad', breaks: 'sysctl -q kernel.kptr_restrict=2' },
  {
    id: 'kernel-headers',
    verdict: 'bad',
    breaks: 'mv "/lib/modules/$(uname -r)/build" /var/tmp/build',
    mends: 'mv /var/tmp/build "/lib/modules/$(uname -r)/build"',
  },
  {
    id: 'stap-groups',
    verdict: 'warning',
    breaks: 'groupdel -f stapdev',
    mends: 'groupadd -f stapdev; usermod -aG stapdev dev',
  },
  {
    id: 'clock',
    verdict: 'warning',
    breaks: 'date -s "@$(($(date +%s) + 1000))"',
    // By this machine's clock, as that of a guest whose processor is lent out falls behind.
    mends: () => `date -s "@${Math.round(Date.now() / 1000)}"`,
  },
  { id: 'compiler', verdict: 'bad', breaks: 'mv /usr/bin/make /var/tmp/make', mends: 'mv /var/tmp/make /usr/bin/make' },
];

for (const { id, verdict, breaks, mends } of broken) {
  test(`broken: ${id}`, async () => {
    await guest.run(breaks);
    const row = (await examine('lab')).find((one) => one.id === id);
    const mend =
      (typeof mends === 'function' ? mends() : mends) ?? row?.fix?.command ?? assert.fail(`no fix for ${id}`);
    await guest.run(mend);
    assert.equal(row?.verdict, verdict, row?.why);
    assert.ok(row?.fix, 'it has a fix');
    assert.equal(verdicts(await examine('lab'))[id], 'good', `mended by ${mend}`);
  });
}

test('a user without rights is told which would help', async () => {
  const rows = await examine('lab-plain');
  const privilege = rows.find(({ id }) => id === 'privilege');
  assert.equal(privilege?.verdict, 'warning', privilege?.why);
  assert.match(privilege?.fix?.command ?? '', /usermod -aG stapdev/);
});
