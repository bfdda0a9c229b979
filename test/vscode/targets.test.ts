// Targets as a user meets them: the view with states and colours, and a script on a group of real hosts in one panel.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { Fleet } from '../hosts/ssh/fleet.ts';
import { makeKey } from '../hosts/ssh/sshKey.ts';
import { UserSide } from '../hosts/ssh/userSide.ts';
import { Workbench } from './workbench.ts';

let folder: string;
let user: UserSide;
let fleet: Fleet;
let workbench: Workbench;
let isOpen = false;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-scripts-'));
  const ticks = 'printf("tick %d on %d\\n", @n++, cpu); @ticks = count(); @cpus[cpu] = count();';
  const last = 'END { printf("seen in /build/linux/fs/read_write.c:2:3\\n"); }';
  await writeFile(join(folder, 'ticks.bt'), `interval:ms:200 { ${ticks} }\n${last}\n`);
  await mkdir(join(folder, 'fs'));
  await writeFile(join(folder, 'fs/read_write.c'), '/* a */\nint vfs_read;\n');
  await writeFile(join(folder, 'risky.bt'), 'BEGIN { system("true"); exit(); }\n');
  await writeFile(join(folder, 'own.bt'), '// target: host2\ntracepoint:sched:no_such_event { exit(); }\n');
  user = await UserSide.make();
  const key = await makeKey(join(user.folder, 'key'), 'ed25519');
  fleet = await Fleet.start(['refusing', 'well', 'well'], () => ({ authorized: [key.publicLine] }));
  const config = await user.configure(...(await fleet.introduce(user, `IdentityFile ${key.file}`)));
  workbench = await Workbench.open({
    folder,
    file: 'ticks.bt',
    settings: {
      'tracewright.groups': {
        fleet: ['host[1-3]'],
        nodes: { via: 'host2', hosts: ['node[08-09]'] },
        slips: ['host1', 'host[3-1]'],
      },
      'tracewright.environments': { lab: ['host2'], production: ['host3'] },
      'tracewright.packs.refresh': false,
    },
    env: { TRACEWRIGHT_SSH_CONFIG: config },
  });
  isOpen = true;
});

afterEach(async (t) => {
  if (isOpen && 'passed' in t && t.passed === false) await workbench.keepPicture(t.name);
});

after(async () => {
  if (isOpen) await workbench.close();
  await fleet.stop();
  await user.remove();
  await rm(folder, { recursive: true, force: true });
});

const row = (label: string | RegExp) => workbench.page.locator('.sidebar').getByRole('treeitem', { name: label });

async function press(label: string | RegExp, action: string): Promise<void> {
  await row(label).hover();
  await row(label).getByRole('button', { name: action }).click();
}

test('the view lists groups and targets, says what each is for, and how its connection stands', async () => {
  await workbench.page.locator('.activitybar').getByRole('tab', { name: 'Tracewright' }).click();
  await row('group fleet, 3 targets').waitFor();
  await row('group slips, 1 target · with a mistake').waitFor();
  await row('local, this machine').waitFor();
  await row('host3, production').waitFor();
  await press('host2, lab', 'Connect');
  await row(/^host2, lab, connected, \d+\.\d+.*, bpftrace \d/).waitFor();
  await press(/^host1/, 'Connect');
  await row(/^host1, unreachable\. host1 refused the connection at /).waitFor();
  await row('group fleet, 3 targets · 1 connected').waitFor();
  await press(/^host2/, 'Disconnect');
  await row(/^host2, lab, \d/).waitFor();
});

test('hosts behind a head node are listed, and can be examined and not picked', async () => {
  await row('group nodes, 2 targets through host2').click();
  await row('node09, through host2').hover();
  await row('node09, through host2').getByRole('button', { name: 'Check Target' }).waitFor();
  assert.equal(await row('node09, through host2').getByRole('button').count(), 1);
  await row('group nodes, 2 targets through host2').click();
  await row('node09, through host2').waitFor({ state: 'detached' });
});

test('a group with a mistake in it is run on only after a word', async () => {
  await press(/^group slips/, 'Run on Group');
  await workbench.command('Notifications: Show Notifications');
  const center = workbench.page.locator('.notifications-center');
  const asked = center.locator('.monaco-list-row', { hasText: '"host[3-1]" is no range of hosts' });
  await asked.getByRole('button', { name: 'Run on the Other One' }).waitFor();
  await workbench.command('Notifications: Clear All Notifications');
  await asked.waitFor({ state: 'detached' });
});

test('a click on a group runs the script on all its hosts, and one panel shows them', async () => {
  await press(/^group fleet/, 'Run on Group');
  const { panel } = workbench;
  const button = (name: RegExp) => panel.getByRole('toolbar', { name: 'Hosts' }).getByRole('button', { name });
  await button(/^host1 ?failed/).waitFor();
  for (const host of ['host2', 'host3']) {
    await panel
      .locator('.row', { hasText: new RegExp(`${host}tick \\d`) })
      .first()
      .waitFor();
  }
  assert.match((await panel.locator('header').textContent()) ?? '', /ticks\.bt on fleet production/);
  await button(/^host2/).click();
  await panel
    .locator('.row', { hasText: /^[\d:.]*tick \d/ })
    .first()
    .waitFor();
  assert.match((await panel.locator('header').textContent()) ?? '', /ticks\.bt on host2 lab/);
  assert.equal(await panel.locator('.row .host-name').count(), 0);
  await button(/^All hosts/).click();
  await panel.locator('.row .host-name').first().waitFor();
  await panel.getByRole('button', { name: '■ Stop' }).click();
  await panel.getByRole('button', { name: '▶ Run again' }).waitFor();
  await panel.getByRole('tab', { name: 'Table' }).click();
  await panel.locator('.tables', { hasText: '@ticks by host' }).waitFor();
});

test('what a group counted goes into the script, which then runs so on all its hosts; a host among the keys is shown alone', async () => {
  const { page, panel } = workbench;
  const map = (name: string) =>
    panel.locator('.maps table').filter({ has: panel.locator('caption', { hasText: new RegExp(`^${name}$`) }) });
  await map('@ticks by host').getByRole('button', { name: 'host3' }).click();
  await panel.locator('header', { hasText: 'ticks.bt on host3 production' }).waitFor();
  await panel
    .getByRole('toolbar', { name: 'Hosts' })
    .getByRole('button', { name: /^All hosts/ })
    .click();
  await panel.locator('header', { hasText: 'ticks.bt on fleet production' }).waitFor();
  await panel.getByRole('tab', { name: 'Table' }).click();
  await panel.locator('.line-table td').last().click();
  await panel.locator('.narrow-bar', { hasText: /^cpu = \d+/ }).waitFor();
  const key = map('@cpus').locator('tbody button').first();
  const cpu = (await key.textContent()) ?? '';
  await key.click();
  await panel.locator('.narrow-bar', { hasText: `@cpus: ${cpu}` }).waitFor();
  await panel.getByRole('button', { name: 'Trace only this' }).click();
  await page.locator('.editor-instance .view-line', { hasText: `/cpu == ${cpu}/` }).waitFor();
  await panel.getByRole('button', { name: '▶ Run again' }).click();
  await panel.locator('.state[data-state="running"]').waitFor();
  for (const host of ['host2', 'host3']) {
    await panel
      .locator('.row', { hasText: new RegExp(`${host}tick \\d+ on ${cpu}$`) })
      .first()
      .waitFor();
  }
  await panel.getByRole('button', { name: '■ Stop' }).click();
  await panel.getByRole('button', { name: '▶ Run again' }).waitFor();
  await workbench.focusEnd();
  await page.keyboard.press('Control+S');
  await page.locator('.tab.dirty').waitFor({ state: 'detached' });
});

test('a click on what a line of the output names goes there', async () => {
  const { page, panel } = workbench;
  await panel.getByRole('tab', { name: 'Log' }).click();
  await panel.getByRole('link', { name: '/build/linux/fs/read_write.c:2:3' }).first().click();
  await page.locator('.tab.active', { hasText: 'read_write.c' }).waitFor();
  await page.locator('.editor-instance .active-line-number', { hasText: /^2$/ }).waitFor();
});

test('a script with a target of its own is checked against that one, whichever is picked', async () => {
  await workbench.openFile('own.bt');
  await press(/^host3/, 'Pick Target');
  await workbench.lens(/^▶ Run on host2$/).waitFor();
  const findings = workbench.page.locator('.editor-instance .squiggly-error');
  assert.equal(await findings.count(), 0);
  await workbench.lens('◎ Collect the kernel pack of host2').click();
  await workbench.lens(/^▶ Run on host2 · \d+\.\d/).waitFor();
  await findings.first().waitFor();
  await workbench.command('Tracewright: Check');
  await workbench.page.locator('.statusbar-item', { hasText: /1 errors, \d+ others \(host2 · \d/ }).waitFor();
});

test('production shows in the status bar, and a risky script is asked about once more there', async () => {
  const { page } = workbench;
  await workbench.openFile('risky.bt');
  const dialog = page.locator('.monaco-dialog-box');
  for (const [host, words] of [
    ['host2', 'This is asked once for this content.'],
    ['host3', 'Production: host3.'],
  ] as const) {
    await press(new RegExp(`^${host}`), 'Pick Target');
    await workbench.lens(`▶ Run on ${host}`).click();
    await dialog.getByText(words).waitFor();
    await dialog.getByRole('button', { name: `Run on ${host}` }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  const item = page.locator('.statusbar-item', { hasText: /host3.*production/ });
  await item.waitFor();
  assert.match((await item.getAttribute('class')) ?? '', /error-kind/);
});
