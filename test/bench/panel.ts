// The panel under a flood, in a real VS Code in Chromium: frame times of its page beside those of the same page at rest, its memory, and
// the rate with the panel open against `ssh HOST cat FILE`, which is `cat` alone on this machine itself.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { buildBundles } from '../../scripts/build.ts';
import { Workbench } from '../vscode/workbench.ts';
import { floodFile, makeFlood, rateOf, removeFlood, theirs } from './flood.ts';
import { row, spreadOf } from './measure.ts';
import { onTarget } from './target.ts';

const program = '/var/tmp/tracewright-bench.sh';
/** The tracer starts a command and hands its output on: as fast as any tracer can print. */
const script = `// command: /bin/sh ${program}\ntracepoint:syscalls:sys_enter_syncfs { @ = count(); }\n`;
/** Seconds between what a paced flood prints at once. */
const beat = 0.2;
/** Milliseconds that the page is watched at rest. */
const rest = 10_000;
/** Milliseconds that a flood may take. */
const patience = 3_600_000;

/** What is used of the page's globals, which the types of Node lack. */
interface PageGlobals {
  requestAnimationFrame(step: (now: number) => void): void;
  watched?: { times: number[]; work: number[]; first: number; last: number };
  readonly PerformanceObserver: new (
    heard: (list: { getEntries(): readonly LongFrame[] }) => void,
  ) => { observe(what: { type: string }): void };
  readonly MutationObserver: new (heard: () => void) => { observe(node: unknown, what: object): void };
  readonly performance: { readonly memory?: { readonly usedJSHeapSize: number } };
}

/** A frame of 50 ms or more, as Chromium tells it; in milliseconds. */
interface LongFrame {
  readonly startTime: number;
  readonly duration: number;
  readonly styleAndLayoutStart: number;
  readonly scripts: readonly { readonly duration: number }[];
}

interface PageBody {
  querySelector(selector: string): { readonly textContent: string | null } | null;
}

export async function benchPanel(name: string, millions: readonly number[]): Promise<void> {
  await buildBundles();
  for (const count of millions) await benchFlood(name, count);
}

/** What came of a flood. */
interface Flooded {
  /** Megabytes a second, of what came. */
  readonly rate: number;
  readonly isWhole: boolean;
}

/** What is printed faster than it can be fetched is dropped by the target past its bound: then once more, at half of the rate at which it came. */
async function benchFlood(name: string, millions: number): Promise<void> {
  await makeFlood(name, 'bpftraceJson', millions);
  try {
    const { rate, isWhole } = await openAndFlood(
      name,
      `${millions} million lines`,
      millions * 1e6,
      `exec cat ${floodFile}`,
    );
    if (isWhole) return;
    const half = Math.ceil(rate / 2);
    const blocks = Math.ceil((half * 1e6 * beat) / 65536);
    const paced = `left=$(wc -c <${floodFile})
while [ "$left" -gt 0 ]; do dd bs=65536 count=${blocks} 2>/dev/null; left=$((left - ${blocks * 65536})); sleep ${beat}; done <${floodFile}`;
    await openAndFlood(name, `${millions} million lines at ${half} MB/s at most`, millions * 1e6, paced);
  } finally {
    await removeFlood(name);
    await onTarget(name, `rm -f ${program}`);
  }
}

/** `command`: sh that prints the lines. */
async function openAndFlood(name: string, what: string, lines: number, command: string): Promise<Flooded> {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-bench-'));
  await writeFile(join(folder, 'flood.bt'), script);
  await onTarget(name, `echo ${Buffer.from(command).toString('base64')} | base64 -d >${program}`);
  const env = { TRACEWRIGHT_SSH_CONFIG: process.env.TRACEWRIGHT_SSH_CONFIG ?? '' };
  const workbench = await Workbench.open({
    folder,
    file: 'flood.bt',
    ...(env.TRACEWRIGHT_SSH_CONFIG !== '' && { env }),
  });
  try {
    return await flood(workbench, name, what, lines);
  } catch (error) {
    await workbench.keepPicture('bench panel');
    throw error;
  } finally {
    await workbench.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function flood(workbench: Workbench, name: string, what: string, lines: number): Promise<Flooded> {
  const { page, panel } = workbench;
  await workbench.lens('Pick a target').click();
  await workbench.choice(name).first().click();
  await workbench.lens(`▶ Run on ${name}`).click();
  await page
    .locator('.monaco-dialog-box')
    .getByRole('button', { name: `Run on ${name}` })
    .click();
  await panel.locator('.state').waitFor();
  await watchFrames(panel);
  await panel.locator('.log-pane .row').first().waitFor();
  const early = await memoryOf(panel);
  await panel.locator('.state[data-state="ended"]').waitFor({ timeout: patience });
  const end = (await panel.locator('.face').textContent()) ?? '';
  if (!end.includes('Finished after')) throw new Error(`The run did not end by itself: ${end}`);
  const frames = await framesOf(panel);
  tell(`frames during ${what}`, frames);
  console.log(`the page's memory, then and at the end: ${early} MB, ${await memoryOf(panel)} MB`);
  const facts = (await panel.locator('.facts').textContent()) ?? '';
  const came = (await panel.locator('.facts .lines').textContent()) ?? '';
  const isWhole = (await panel.locator('.facts .losses').textContent()) === 'nothing lost';
  const plain = await theirs(name, `cat ${floodFile}`);
  const share = isWhole ? 1 : Number(came.replaceAll(/[^\d]/g, '')) / lines;
  const rate = (plain.bytes * share) / 1e6 / frames.seconds;
  const ratio = isWhole ? `, ratio ${((rate / rateOf(plain)) * 100).toFixed(0)} %` : '';
  const way = name === 'local' ? 'cat alone' : 'ssh';
  console.log(`${facts}: ${rate.toFixed(0)} MB/s with the panel open, ${way} ${rateOf(plain).toFixed(0)} MB/s${ratio}`);
  await watchFrames(panel);
  await page.waitForTimeout(rest);
  tell('frames at rest', await framesOf(panel));
  return { rate, isWhole };
}

/** What the page did while it was watched. */
interface Frames {
  /** Milliseconds between one and the next. */
  readonly times: readonly number[];
  /** Milliseconds that the page itself worked in those of over 50 ms (long animation frames): the rest it waited for a processor, or to be drawn. */
  readonly work: readonly number[];
  /** From the first change of the figures of what came to the last. */
  readonly seconds: number;
}

/** Notes from now on how long each frame of the page takes, and when the figures of what came change. */
async function watchFrames(panel: FrameLocator): Promise<void> {
  await panel.locator('body').evaluate((body) => {
    const page = globalThis as unknown as PageGlobals;
    const isWatching = page.watched !== undefined;
    page.watched = { times: [], work: [], first: Number.NaN, last: Number.NaN };
    if (isWatching) return;
    let before = performance.now();
    const step = (now: number): void => {
      page.watched?.times.push(now - before);
      before = now;
      page.requestAnimationFrame(step);
    };
    page.requestAnimationFrame(step);
    new page.PerformanceObserver((list) => {
      for (const { startTime, duration, styleAndLayoutStart, scripts } of list.getEntries()) {
        const layout = styleAndLayoutStart === 0 ? 0 : startTime + duration - styleAndLayoutStart;
        page.watched?.work.push(scripts.reduce((sum, script) => sum + script.duration, layout));
      }
    }).observe({ type: 'long-animation-frame' });
    let figures = '';
    new page.MutationObserver(() => {
      const now = (body as unknown as PageBody).querySelector('.facts .lines')?.textContent ?? '';
      if (now === figures || !page.watched) return;
      figures = now;
      page.watched.last = performance.now();
      if (Number.isNaN(page.watched.first)) page.watched.first = page.watched.last;
    }).observe(body, { subtree: true, childList: true, characterData: true });
  });
}

async function framesOf(panel: FrameLocator): Promise<Frames> {
  const watched = await panel.locator('body').evaluate(() => (globalThis as unknown as PageGlobals).watched);
  if (watched === undefined) throw new Error('Nothing was watched.');
  return { times: watched.times, work: watched.work, seconds: (watched.last - watched.first) / 1000 };
}

async function memoryOf(panel: FrameLocator): Promise<string> {
  const bytes = await panel
    .locator('body')
    .evaluate(() => (globalThis as unknown as PageGlobals).performance.memory?.usedJSHeapSize ?? Number.NaN);
  return (bytes / 2 ** 20).toFixed(0);
}

function tell(what: string, { times, work }: Frames): void {
  const long = times.filter((time) => time > 50).length;
  const own = work.filter((time) => time > 50).length;
  const share = ((long / times.length) * 100).toFixed(2);
  console.log(
    `${row(what, spreadOf(times))}; ${long} of ${times.length} over 50 ms (${share} %), by the page's own work ${own}`,
  );
}
