// Packs: collecting against plain ssh, loading against reading the files, and how the cost of lookups grows with the kernel.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Target } from '../../client/src/targets/target.ts';
import { buildFunctionTable } from '../../server/src/kernel/functionTable.ts';
import { loadPack } from '../../server/src/kernel/loadPack.ts';
import { packFiles } from '../../server/src/protocol.ts';
import { measure, row } from './measure.ts';
import { firstVisit, timeOf, withPack } from './target.ts';

/** The files that a pack holds, as one stream, compressed as the collector does where it has no zstd. */
const sameFiles = `cd /sys/kernel/tracing && {
cat /proc/kallsyms /proc/modules available_filter_functions available_events
find events -name format -exec cat {} +
cat /sys/kernel/debug/kprobes/blacklist /sys/kernel/debug/error_injection/list /sys/kernel/btf/*
cat "/boot/config-$(uname -r)"; find /usr/share/systemtap/tapset -type f -exec cat {} +; } 2>/dev/null | gzip -1`;

/** How often ours and theirs are timed, in turn. */
const turns = 5;

/** What SystemTap itself has to be asked for. */
const withProbeTypes = `{ ${sameFiles}; stap --dump-probe-types; } 2>/dev/null`;

export async function benchPack(name: string): Promise<void> {
  await withPack(name, async ({ target, connection, folder, again, pack }) => {
    console.log(`a second visit, which finds nothing changed: ${again.toFixed(0)} ms`);
    if (target.address.kind === 'ssh') await compareCollecting(target);

    const before = heap();
    const kept = await loadPack(folder);
    console.log(`memory of the pack: ${((heap() - before) / 1e6).toFixed(0)} MB (${kept.functions.size} functions)`);
    const loading = await medianOf(() => loadPack(folder));
    const reading = await medianOf(() => readAll(folder));
    console.log(
      `loading: ${loading.toFixed(0)} ms, reading its files: ${reading.toFixed(0)} ms, ratio ${(loading / reading).toFixed(1)}`,
    );
    console.log(`(${kept.functions.size} functions held until here)`);

    const kallsyms = await readFile(join(folder, packFiles.kallsyms), 'latin1');
    for (const times of [1, 10, 100]) growth(kallsyms, times);
    console.log(`(${pack.tracepoints.size} tracepoints, ${pack.types.size} types)`);
    console.log(
      `stap -l 'kernel.function("vfs_*")': ${(await timeOf(connection, ['stap', '-l', 'kernel.function("vfs_*")'])).toFixed(0)} ms`,
    );
    console.log(
      `bpftrace -l 'kprobe:vfs_*': ${(await timeOf(connection, ['bpftrace', '-l', 'kprobe:vfs_*'])).toFixed(0)} ms`,
    );
  });
}

/** First visits and OpenSSH's `ssh` in turn. The visit that `withPack` made has warmed the target's caches for all of them. */
async function compareCollecting(target: Target): Promise<void> {
  const times = { early: [] as number[], whole: [] as number[], files: [] as number[], asked: [] as number[] };
  for (let turn = 0; turn < turns; turn++) {
    const store = await mkdtemp(join(tmpdir(), 'tracewright-bench-'));
    try {
      const { early, whole } = await firstVisit(store, target);
      times.early.push(early);
      times.whole.push(whole);
    } finally {
      await rm(store, { recursive: true, force: true });
    }
    times.files.push(await timeOfOpenSsh(target.name, sameFiles));
    times.asked.push(await timeOfOpenSsh(target.name, withProbeTypes));
  }
  tellRatio('a pack of all files in force', times.early, 'the same files by ssh', times.files);
  tellRatio('with what stap has to be asked for', times.whole, 'and stap --dump-probe-types', times.asked);
}

function tellRatio(what: string, ours: readonly number[], other: string, theirs: readonly number[]): void {
  const [one, two] = [median(ours), median(theirs)];
  console.log(`${what}: ${one.toFixed(0)} ms, ${other}: ${two.toFixed(0)} ms, ratio ${(one / two).toFixed(2)}`);
}

/** Lookups in a made-up kernel of so many times today's symbols. */
function growth(kallsyms: string, times: number): void {
  const functions = kallsyms.split('\n').filter((line) => / [tT] \w+$/.test(line));
  const parts = Array.from({ length: times }, (_, turn) =>
    turn === 0 ? functions.join('\n') : functions.map((line) => `${line}_${turn}`).join('\n'),
  );
  const start = performance.now();
  const table = buildFunctionTable({
    kallsyms: Buffer.from(`${parts.join('\n')}\n`, 'latin1'),
    filterFunctions: '',
    kprobeBlacklist: '',
    prototypeOf: () => undefined,
  });
  console.log(
    `${times} times today's symbols: ${table.size} functions, table made in ${(performance.now() - start).toFixed(0)} ms`,
  );
  for (const [what, typed] of [
    ['prefix', 'vfs_re'],
    ['humps', 'tcprcvest'],
    ['substring', 'readahead'],
  ] as const) {
    console.log(
      row(
        `  ${what} ${typed}`,
        measure(20, () => void table.search({ typed, limit: 100 })),
      ),
    );
  }
  console.log(
    row(
      '  glob *_sync_*',
      measure(5, () => {
        // Counts are kept; the names have to be found anew.
        for (const _ of table.glob('*_sync_*'));
      }),
    ),
  );
}

async function timeOfOpenSsh(host: string, program: string): Promise<number> {
  const config = process.env.TRACEWRIGHT_SSH_CONFIG;
  const start = performance.now();
  const child = spawn('ssh', [...(config === undefined ? [] : ['-F', config]), host, program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.resume();
  await once(child, 'close');
  return performance.now() - start;
}

async function readAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name))));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds, the median of seven. */
async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 7; turn++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

/** Bytes held after all garbage is gone: what a first collection frees may hold buffers that only a second one lets go. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  for (let turn = 0; turn < 3; turn++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
