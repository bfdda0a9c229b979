// Scripts under examples/ run on the lab's kernel and print what they saw there: one a language, or all with EXAMPLES=all.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { startLab } from '../hosts/lab/startLab.ts';
import { root } from '../suites.ts';
import { startTracewright } from './tracewright.ts';

const all = readdirSync(join(root, 'examples')).filter((name) => /\.(stp|bt|d)$/.test(name));
// All of them take a quarter of an hour in an emulated guest.
const examples = process.env.EXAMPLES === 'all' ? all : ['context-switches.stp', 'context-switches.bt', 'heartbeat.d'];
/** Something for the scripts to see: files, processes, the disk and the network of the guest. */
const activity =
  'while :; do ls -lR /etc >/dev/null; dd if=/dev/zero of=/var/tmp/x bs=64k count=8 conv=fsync 2>/dev/null; sleep 0.2; done';

let guest: LabGuest;
let home: string;

before(async () => {
  guest = await startLab();
  home = await mkdtemp(join(tmpdir(), 'tracewright-home-'));
  await guest.run(`nohup sh -c '${activity}' >/dev/null 2>&1 &`);
});

after(async () => {
  await guest?.stop();
  await rm(home, { recursive: true, force: true });
});

test('there are examples of all three languages', () => {
  for (const ending of ['.stp', '.bt', '.d'])
    assert.ok(
      all.some((name) => name.endsWith(ending)),
      ending,
    );
});

for (const name of examples) {
  test(`${name} prints what it saw`, async () => {
    const target = `ssh://root@127.0.0.1:${guest.port}`;
    const { outcome } = startTracewright(guest, home, ['run', `examples/${name}`, '--target', target, '--for', '5s']);
    const { code, stdout, stderr } = await outcome;
    assert.equal(code, 0, `${stdout}${stderr}`);
    assert.match(stdout, /\S/, `it printed nothing on stdout; on stderr:\n${stderr}`);
    assert.doesNotMatch(await guest.run('cat /proc/modules'), /^stap_/m);
  });
}
