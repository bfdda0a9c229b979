// `npm run pictures [SCRIPT…]`: a picture of each of the panel's views, taken of real runs on the lab's kernel. A lab that
// is up already is named by TRACEWRIGHT_SSH_CONFIG.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startLab } from '../test/hosts/lab/startLab.ts';
import { Workbench } from '../test/vscode/workbench.ts';
import { buildBundles } from './build.ts';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'media/pictures');
/** Milliseconds for each step: the guest is emulated, the machine may be busy. */
const patience = 240_000;

/** What a run is to show, by the tab's name: something in the view that is there once it has enough. */
interface Shot {
  readonly view: string;
  readonly shows: string;
  /** So many of them. */
  readonly count: number;
}

interface Scene {
  readonly script: string;
  readonly shots: readonly Shot[];
  /** The views are taken after Stop: the script counts until its end. */
  readonly atEnd?: true;
}

const scenes: readonly Scene[] = [
  {
    script: 'read-sizes.stp',
    shots: [
      { view: 'Heat Map', shows: '.heat-map canvas', count: 1 },
      { view: 'Histogram', shows: '.histogram', count: 1 },
      { view: 'Table', shows: '.line-table tbody tr', count: 3 },
      { view: 'Log', shows: '.log-pane .row', count: 12 },
    ],
  },
  {
    script: 'context-switches.bt',
    shots: [
      { view: 'Chart', shows: '.chart canvas', count: 1 },
      { view: 'Probes', shows: '.probes tbody tr', count: 1 },
    ],
  },
  {
    script: 'off-cpu-stacks.bt',
    shots: [{ view: 'Flame Graph', shows: '.d3-flame-graph rect', count: 12 }],
    atEnd: true,
  },
];

await buildBundles();
await mkdir(folder, { recursive: true });
const running = process.env.TRACEWRIGHT_SSH_CONFIG;
const guest = running === undefined ? await startLab({ onProgress: (line) => console.log(line) }) : undefined;
const config = running ?? guest?.sshConfig ?? '';
try {
  // Something to be seen, which ends by itself.
  const load = 'while :; do ls -lR /etc; sleep 0.1; done';
  await promisify(execFile)('ssh', [
    '-F',
    config,
    'lab',
    `nohup timeout 600 sh -c '${load}' >/dev/null 2>&1 </dev/null &`,
  ]);
  const wanted = process.argv.slice(2);
  for (const scene of scenes) if (wanted.length === 0 || wanted.includes(scene.script)) await take(scene);
} finally {
  await guest?.stop();
}

async function take({ script, shots, atEnd }: Scene): Promise<void> {
  const workbench = await Workbench.open({
    folder: join(root, 'examples'),
    file: script,
    settings: {
      'workbench.colorTheme': 'Default Dark Modern',
      'window.commandCenter': false,
      'workbench.activityBar.location': 'hidden',
      'editor.minimap.enabled': false,
    },
    env: { TRACEWRIGHT_SSH_CONFIG: config },
    viewport: { width: 1800, height: 520 },
  });
  const { page, panel } = workbench;
  page.setDefaultTimeout(patience);
  try {
    await workbench.lens('Pick a target').click();
    await workbench.choice('lab').first().click();
    await workbench.lens('▶ Run on lab').click();
    await panel.locator('.state[data-state="running"]').waitFor();
    if (atEnd) {
      // What has to be seen must have happened: the load goes on all the time.
      await page.waitForTimeout(10_000);
      await workbench.lens('■ Stop on lab').click();
    }
    for (const shot of shots) await takeView(workbench, shot);
    if (!atEnd) await workbench.lens('■ Stop on lab').click();
    await workbench.lens('▶ Run on lab').waitFor();
  } catch (error) {
    await workbench.keepPicture(`pictures ${script}`);
    throw error;
  } finally {
    await workbench.close();
  }
}

async function takeView({ page, panel }: Workbench, { view, shows, count }: Shot): Promise<void> {
  const tab = panel.getByRole('tab', { name: view });
  await tab.click();
  await panel
    .locator(shows)
    .nth(count - 1)
    .waitFor();
  // Some more of it, for a course to be seen.
  await page.waitForTimeout(8000);
  const path = join(folder, `${view.toLowerCase().replaceAll(' ', '-')}.png`);
  await page.locator('iframe.webview.ready').first().screenshot({ path });
  console.log(`Made ${path}`);
}
