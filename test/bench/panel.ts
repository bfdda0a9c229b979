// The panel under a flood, in a real VS Code in Chromium: frame times of its page beside those of the same page at rest, its memory, and
// the rate with the panel open against what `ssh` brings, which is `cat` alone on this machine itself.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { buildBundles } from '../../scripts/build.ts';
import { Workbench } from '../vscode/workbench.ts';
import { floodProgram, makeFlood, millionLines, rateOf, removeFlood, theirs } from './flood.ts';
import { row, spreadOf } from './measure.ts';
import { onTarget } from './target.ts';

const program = '/var/tmp/tracewright-bench.sh';
/** The tracer starts a command and hands its output on: as fast as any tracer can print. */
const script = `// command: /bin/sh ${program}\ntracepoint:syscalls:sys_enter_syncfs { @ = count(); }\n`;
/** Lines that it prints itself. */
const ownLines = 2;
/** Seconds between what a paced flood prints at once. */
const beat = 0.1;
/** What share of the rate of `ssh` a run should sustain with the panel open: more than the 80 % that are the aim. */
const aim = 0.9;
/** Milliseconds that the page is watched at rest. */
const rest = 10_000;
/** Milliseconds that a flood may take. */
const patience = 3_600_000;

/** What is used of the page's globals, which the types of Node lack. */
interface PageGlobals {
  requestAnimationFrame(step: (now: number) => void): void;
  watched?: { times: number[]; counts: [moment: number, lines: number][] };
  readonly MutationObserver: new (heard: () => void) => { observe(node: unknown, what: object): void };
  readonly performance: { readonly memory?: { readonly usedJSHeapSize: number } };
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
  /** Megabytes a second that `ssh` brings. */
  readonly plain: number;
  readonly isWhole: boolean;
}

/** What is printed faster than it can be fetched is dropped by the target past its bound: then once more, at a rate beside that of `ssh`. */
async function benchFlood(name: string, millions: number): Promise<void> {
  await makeFlood(name, 'bpftraceJson', millions);
  try {
    const asFast = `exec sh ${floodProgram}`;
    const { plain, isWhole } = await openAndFlood(name, `${millions} million lines`, millions * 1e6, asFast, true);
    if (isWhole) return;
    const rate = Math.ceil(plain * aim);
    // Not traced, as that takes of the two processors, too.
    await openAndFlood(name, `${millions} million lines at ${rate} MB/s`, millions * 1e6, paced(rate, millions), false);
  } finally {
    await removeFlood(name);
    await onTarget(name, `rm -f ${program} ${program}.go`);
  }
}

/** sh that prints what is due of the flood by now, some times a second, and never across the end of a million lines. `rate`: megabytes a second. */
function paced(rate: number, millions: number): string {
  return `now() { read -r up _ </proc/uptime; now=$((\${up%.*}\${up#*.})); }
size=$((($(wc -c <${millionLines}) + 65535) / 65536)) sent=0
now; start=$now
for i in $(seq ${millions}); do
  left=$size
  while [ "$left" -gt 0 ]; do
    sleep ${beat}
    now
    count=$(((now - start) * ${Math.round((rate * 1e6) / 65536)} / 100 - sent))
    [ "$count" -le "$left" ] || count=$left
    dd bs=65536 count=$count 2>/dev/null
    sent=$((sent + count)) left=$((left - count))
  done <${millionLines}
done`;
}

/** `command`: sh that prints the lines. */
async function openAndFlood(
  name: string,
  what: string,
  lines: number,
  command: string,
  isTraced: boolean,
): Promise<Flooded> {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-bench-'));
  await writeFile(join(folder, 'flood.bt'), script);
  // Begins when it is told to: the first line is to be seen.
  const whole = `while [ ! -e ${program}.go ]; do sleep 0.05; done\n${command}`;
  await onTarget(name, `rm -f ${program}.go; echo ${Buffer.from(whole).toString('base64')} | base64 -d >${program}`);
  const env = { TRACEWRIGHT_SSH_CONFIG: process.env.TRACEWRIGHT_SSH_CONFIG ?? '' };
  const workbench = await Workbench.open({
    folder,
    file: 'flood.bt',
    ...(env.TRACEWRIGHT_SSH_CONFIG !== '' && { env }),
  });
  try {
    return await flood(workbench, name, what, lines, isTraced);
  } catch (error) {
    await workbench.keepPicture('bench panel');
    throw error;
  } finally {
    await workbench.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function flood(
  workbench: Workbench,
  name: string,
  what: string,
  lines: number,
  isTraced: boolean,
): Promise<Flooded> {
  const { page, panel } = workbench;
  await workbench.lens('Pick a target').click();
  await workbench.choice(name).first().click();
  await workbench.lens(`▶ Run on ${name}`).click();
  await page
    .locator('.monaco-dialog-box')
    .getByRole('button', { name: `Run on ${name}` })
    .click();
  await panel.locator('.state').waitFor();
  await watchFrames(workbench, isTraced);
  await onTarget(name, `: >${program}.go`);
  await panel.locator('.log-pane .row').first().waitFor();
  const early = await memoryOf(panel);
  await panel.locator('.state[data-state="ended"]').waitFor({ timeout: patience });
  const end = (await panel.locator('.face').textContent()) ?? '';
  if (!end.includes('Finished after')) throw new Error(`The run did not end by itself: ${end}`);
  const frames = await framesOf(workbench, isTraced);
  tell(`frames during ${what}`, frames);
  console.log(`the page's memory, then and at the end: ${early} MB, ${await memoryOf(panel)} MB`);
  const facts = (await panel.locator('.facts').textContent()) ?? '';
  const came = (await panel.locator('.facts .lines').textContent()) ?? '';
  const isWhole = (await panel.locator('.facts .losses').textContent()) === 'nothing lost';
  const plain = await theirs(name, `sh ${floodProgram}`);
  const share = isWhole ? 1 : Number(came.replaceAll(/[^\d]/g, '')) / lines;
  const rate = (plain.bytes * share) / 1e6 / frames.seconds;
  const ratio = isWhole ? `, ratio ${((rate / rateOf(plain)) * 100).toFixed(0)} %` : '';
  const way = name === 'local' ? 'cat alone' : 'ssh';
  console.log(`${facts}: ${rate.toFixed(0)} MB/s with the panel open, ${way} ${rateOf(plain).toFixed(0)} MB/s${ratio}`);
  // What a busy machine does to a page that has nothing to show.
  await watchFrames(workbench, isTraced);
  await theirs(name, `sh ${program}`);
  tell(`frames at rest while ${way} brings the same`, await framesOf(workbench, isTraced));
  await watchFrames(workbench, isTraced);
  await page.waitForTimeout(rest);
  tell('frames at rest', await framesOf(workbench, isTraced));
  return { plain: rateOf(plain), isWhole };
}

/** What the page did while it was watched. */
interface Frames {
  /** Milliseconds between one and the next. */
  readonly times: readonly number[];
  /** Milliseconds of processor that the page used for the longest of what it did in one go: where a frame took longer, it waited for a processor. Undefined where it was not traced. */
  readonly longestTask: number | undefined;
  /** Seconds in which lines came. */
  readonly seconds: number;
}

/** Notes from now on how long each frame of the page takes, and when the figures of what came change. */
async function watchFrames({ page, panel }: Workbench, isTraced: boolean): Promise<void> {
  if (isTraced) {
    await page
      .context()
      .browser()
      ?.startTracing(page, { categories: ['toplevel'] });
  }
  await panel.locator('body').evaluate((body) => {
    const page = globalThis as unknown as PageGlobals;
    const isWatching = page.watched !== undefined;
    page.watched = { times: [], counts: [] };
    if (isWatching) return;
    let before = performance.now();
    const step = (now: number): void => {
      page.watched?.times.push(now - before);
      before = now;
      page.requestAnimationFrame(step);
    };
    page.requestAnimationFrame(step);
    new page.MutationObserver(() => {
      const text = (body as unknown as PageBody).querySelector('.facts .lines')?.textContent ?? '';
      page.watched?.counts.push([performance.now(), Number(text.replaceAll(/[^\d]/g, ''))]);
    }).observe(body, { subtree: true, childList: true, characterData: true });
  });
}

async function framesOf({ page, panel }: Workbench, isTraced: boolean): Promise<Frames> {
  const trace = isTraced ? await page.context().browser()?.stopTracing() : undefined;
  const watched = await panel.locator('body').evaluate(() => (globalThis as unknown as PageGlobals).watched);
  if (watched === undefined) throw new Error('Nothing was watched.');
  return {
    times: watched.times,
    longestTask: trace === undefined ? undefined : longestTaskIn(String(trace)),
    seconds: secondsOf(watched.counts),
  };
}

/** From the first line to the last but what the script prints at its end. */
function secondsOf(counts: readonly (readonly [moment: number, lines: number])[]): number {
  const all = (counts.at(-1)?.[1] ?? 0) - ownLines;
  const first = counts.find(([, lines]) => lines > 0)?.[0];
  const last = counts.find(([, lines]) => lines >= all)?.[0];
  return first === undefined || last === undefined ? Number.NaN : (last - first) / 1000;
}

/** An event of Chromium's trace; `tdur`: microseconds of processor. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Milliseconds of processor, of threads that run pages. */
function longestTaskIn(trace: string): number {
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const ofPages = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf),
  );
  if (ofPages.size === 0) throw new Error('The trace tells of no page.');
  let longest = 0;
  for (const event of traceEvents) if (ofPages.has(threadOf(event))) longest = Math.max(longest, event.tdur ?? 0);
  return longest / 1000;
}

async function memoryOf(panel: FrameLocator): Promise<string> {
  const bytes = await panel
    .locator('body')
    .evaluate(() => (globalThis as unknown as PageGlobals).performance.memory?.usedJSHeapSize ?? Number.NaN);
  return (bytes / 2 ** 20).toFixed(0);
}

function tell(what: string, { times, longestTask }: Frames): void {
  const long = times.filter((time) => time > 50).length;
  const share = ((long / times.length) * 100).toFixed(2);
  const task = longestTask === undefined ? '' : `, the page's longest task ${longestTask.toFixed(0)} ms of processor`;
  console.log(`${row(what, spreadOf(times))}; ${long} of ${times.length} over 50 ms (${share} %)${task}`);
}
