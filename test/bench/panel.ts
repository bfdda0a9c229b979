// The panel under a flood, in a real VS Code in Chromium: frame times of its page beside those of the same page at rest, its memory, and
// the rate with the panel open against `cat` alone.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { buildBundles } from '../../scripts/build.ts';
import { Workbench } from '../vscode/workbench.ts';
import { row, spreadOf } from './measure.ts';
import { onTarget } from './target.ts';

const file = '/var/tmp/tracewright-bench.txt';
const program = '/var/tmp/tracewright-bench.sh';
/** The tracer starts a command and hands its output on: as fast as any tracer can print. */
const script = `// command: /bin/sh ${program}\ntracepoint:syscalls:sys_enter_syncfs { @ = count(); }\n`;
/** What bpftrace writes of a printed line, with seq's place for its number. */
const line = String.raw`{"type": "printf", "data": "line %.0f of a flood\n"}`;
/** Seconds between what a paced flood prints at once. */
const beat = 0.2;
/** Milliseconds that the page is watched at rest. */
const rest = 10_000;
/** Milliseconds that a flood may take. */
const patience = 3_600_000;

/** What is used of the page's globals, which the types of Node lack. */
interface PageGlobals {
  requestAnimationFrame(step: (now: number) => void): void;
  frameTimes?: number[];
  readonly performance: { readonly memory?: { readonly usedJSHeapSize: number } };
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
  await onTarget(name, `seq -f '${line}' ${millions * 1_000_000} >${file}`);
  try {
    const { rate, isWhole } = await openAndFlood(name, `${millions} million lines`, `exec cat ${file}`);
    if (isWhole) return;
    const half = Math.ceil(rate / 2);
    const blocks = Math.ceil((half * 1e6 * beat) / 65536);
    const paced = `left=$(wc -c <${file})
while [ "$left" -gt 0 ]; do dd bs=65536 count=${blocks} 2>/dev/null; left=$((left - ${blocks * 65536})); sleep ${beat}; done <${file}`;
    await openAndFlood(name, `${millions} million lines at ${half} MB/s at most`, paced);
  } finally {
    await onTarget(name, `rm -f ${file} ${program}`);
  }
}

/** `command`: sh that prints the lines. */
async function openAndFlood(name: string, what: string, command: string): Promise<Flooded> {
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
    return await flood(workbench, name, what);
  } catch (error) {
    await workbench.keepPicture('bench panel');
    throw error;
  } finally {
    await workbench.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function flood(workbench: Workbench, name: string, what: string): Promise<Flooded> {
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
  const start = performance.now();
  const early = await memoryOf(panel);
  await panel.locator('.state[data-state="ended"]').waitFor({ timeout: patience });
  const end = (await panel.locator('.face').textContent()) ?? '';
  if (!end.includes('Finished after')) throw new Error(`The run did not end by itself: ${end}`);
  const seconds = (performance.now() - start) / 1000;
  tell(`frames during ${what}`, await framesOf(panel));
  console.log(`the page's memory, then and at the end: ${early} MB, ${await memoryOf(panel)} MB`);
  const alone = performance.now();
  await onTarget(name, `cat ${file}`);
  const plain = (performance.now() - alone) / 1000;
  console.log(`seconds with the panel open ${seconds.toFixed(1)}, by cat alone ${plain.toFixed(1)}`);
  const facts = (await panel.locator('.facts').textContent()) ?? '';
  const isWhole = (await panel.locator('.facts .losses').textContent()) === 'nothing lost';
  console.log(`${facts}${isWhole ? `; ratio of the rates ${((plain / seconds) * 100).toFixed(0)} %` : ''}`);
  await watchFrames(panel);
  await page.waitForTimeout(rest);
  tell('frames at rest', await framesOf(panel));
  const megabytes = Number(/([\d,.]+) MB/.exec(facts.replace(/.*lines/, ''))?.[1]?.replaceAll(',', '') ?? Number.NaN);
  return { rate: megabytes / seconds, isWhole };
}

/** Notes from now on how long each frame of the page takes. */
async function watchFrames(panel: FrameLocator): Promise<void> {
  await panel.locator('body').evaluate(() => {
    const page = globalThis as unknown as PageGlobals;
    const isWatching = page.frameTimes !== undefined;
    page.frameTimes = [];
    if (isWatching) return;
    let last = performance.now();
    const step = (now: number): void => {
      page.frameTimes?.push(now - last);
      last = now;
      page.requestAnimationFrame(step);
    };
    page.requestAnimationFrame(step);
  });
}

async function framesOf(panel: FrameLocator): Promise<readonly number[]> {
  return await panel.locator('body').evaluate(() => (globalThis as unknown as PageGlobals).frameTimes ?? []);
}

async function memoryOf(panel: FrameLocator): Promise<string> {
  const bytes = await panel
    .locator('body')
    .evaluate(() => (globalThis as unknown as PageGlobals).performance.memory?.usedJSHeapSize ?? Number.NaN);
  return (bytes / 2 ** 20).toFixed(0);
}

function tell(what: string, frames: readonly number[]): void {
  const long = frames.filter((time) => time > 50).length;
  const share = ((long / frames.length) * 100).toFixed(2);
  console.log(`${row(what, spreadOf(frames))}; ${long} of ${frames.length} over 50 ms (${share} %)`);
}
