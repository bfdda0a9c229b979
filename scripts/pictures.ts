// `npm run pictures [SCRIPT…]`: a picture of each of the panel's views and one of a whole window, taken of real runs on the lab's kernel. A lab
// that is up already is named by TRACEWRIGHT_SSH_CONFIG.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startLab } from '../test/hosts/lab/startLab.ts';
import { Workbench } from '../test/vscode/workbench.ts';
import { buildBundles } from './build.ts';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'media/pictures');
const wholeWindow = join(root, 'media/panel.png');
/** Milliseconds for each step: the guest is emulated, the machine may be busy. */
const patience = 240_000;

/** Wide and low: what is beside the panel is not in the picture. */
const forViews = { width: 1800, height: 520 };

/** What has to be drawn before a picture says something. */
interface Enough {
  /** A selector in the panel's page; also of views that another one hides. */
  readonly of: string;
  /** What is measured: how many there are; of the first, its width in pixels or its points; the largest number that any shows. */
  readonly by: 'count' | 'width' | 'points' | 'number';
  readonly least: number;
}

/** A view by its tab's name. */
interface Shot extends Enough {
  readonly view: string;
}

interface Scene {
  readonly script: string;
  readonly shots: readonly Shot[];
  /** The picture of the whole window shows this view. */
  readonly windowWith?: string;
  /** The views are taken after Stop: the script counts until its end, which comes when it has this. */
  readonly stopsAt?: Enough;
}

/** What is used of the page's globals, which the types of Node lack. */
interface PageGlobals {
  readonly document: {
    querySelectorAll(selector: string): ArrayLike<{
      readonly clientWidth: number;
      readonly textContent: string;
      getAttribute(name: string): string | null;
    }>;
  };
}

const scenes: readonly Scene[] = [
  {
    script: 'read-sizes.stp',
    shots: [
      { view: 'Heat Map', of: '.heat-map canvas', by: 'width', least: 500 },
      { view: 'Histogram', of: '.histogram tbody tr', by: 'count', least: 8 },
      { view: 'Table', of: '.line-table tbody tr', by: 'count', least: 12 },
      { view: 'Log', of: '.log-pane .row', by: 'count', least: 12 },
    ],
  },
  {
    script: 'context-switches.bt',
    windowWith: 'Chart',
    shots: [
      { view: 'Chart', of: '.maps .spark polyline', by: 'points', least: 15 },
      { view: 'Probes', of: '.probes tbody th + td', by: 'number', least: 1000 },
    ],
  },
  {
    script: 'off-cpu-stacks.bt',
    shots: [{ view: 'Flame Graph', of: '.d3-flame-graph rect', by: 'count', least: 12 }],
    stopsAt: { of: '.probes tbody th + td', by: 'number', least: 3000 },
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

async function take({ script, shots, windowWith, stopsAt }: Scene): Promise<void> {
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
    viewport: forViews,
  });
  const { page, panel } = workbench;
  page.setDefaultTimeout(patience);
  try {
    await workbench.lens('Pick a target').click();
    await workbench.choice('lab').first().click();
    await workbench.lens('▶ Run on lab').click();
    await panel.locator('.state[data-state="running"]').waitFor();
    if (stopsAt) {
      await untilDrawn(workbench, stopsAt);
      await workbench.lens('■ Stop on lab').click();
    }
    for (const shot of shots) await takeView(workbench, shot);
    if (windowWith !== undefined) await takeWindow(workbench, windowWith);
    if (!stopsAt) await workbench.lens('■ Stop on lab').click();
    await workbench.lens('▶ Run on lab').waitFor();
  } catch (error) {
    await workbench.keepPicture(`pictures ${script}`);
    throw error;
  } finally {
    await workbench.close();
  }
}

async function takeView(workbench: Workbench, { view, ...enough }: Shot): Promise<void> {
  const { page, panel } = workbench;
  await panel.getByRole('tab', { name: view }).click();
  await untilDrawn(workbench, enough);
  const path = join(folder, `${view.toLowerCase().replaceAll(' ', '-')}.png`);
  await page.locator('iframe.webview.ready').first().screenshot({ path });
  console.log(`Made ${path}`);
}

async function takeWindow({ page, panel }: Workbench, view: string): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 860 });
  await panel.getByRole('tab', { name: view }).click();
  // The clock's next second comes after the window was laid out anew.
  const clock = panel.getByTitle('Time since the start');
  const before = (await clock.textContent()) ?? '';
  await clock.filter({ hasNotText: before }).waitFor();
  await page.screenshot({ path: wholeWindow });
  console.log(`Made ${wholeWindow}`);
  await page.setViewportSize(forViews);
}

async function untilDrawn({ panel }: Workbench, enough: Enough): Promise<void> {
  const body = await panel.locator('body').elementHandle();
  const frame = await body?.ownerFrame();
  await frame?.waitForFunction(
    ({ of, by, least }) => {
      const found = (globalThis as unknown as PageGlobals).document.querySelectorAll(of);
      const first = found[0];
      if (by === 'count' || first === undefined) return by === 'count' && found.length >= least;
      if (by === 'width') return first.clientWidth >= least;
      if (by === 'points') return (first.getAttribute('points') ?? '').split(' ').length >= least;
      return Array.from(found).some(({ textContent }) => Number(textContent.replaceAll(/\D/g, '')) >= least);
    },
    enough,
    { timeout: patience, polling: 250 },
  );
}
