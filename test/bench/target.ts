// What benches share: a target's pack in a folder of its own, and how long a program takes there.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terminalPrompter } from '../../client/src/cli/terminalPrompter.ts';
import { collectPack } from '../../client/src/packs/packs.ts';
import { runToEnd } from '../../client/src/runs/runToEnd.ts';
import type { Connection, Target } from '../../client/src/targets/target.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import type { KernelPack } from '../../server/src/kernel/kernelPack.ts';
import { loadPack } from '../../server/src/kernel/loadPack.ts';

export interface BenchTarget {
  readonly target: Target;
  readonly connection: Connection;
  readonly folder: string;
  readonly pack: KernelPack;
  /** Milliseconds of a second visit. */
  readonly again: number;
}

/** Milliseconds of a first visit, connecting included. */
export interface VisitTimes {
  /** Until a pack of all files was in force. */
  readonly early: number;
  /** Until what stap has to be asked for was in it too. */
  readonly whole: number;
}

/** A visit to a target of which nothing is known yet; gives the pack's folder in the store, too. */
export async function firstVisit(store: string, target: Target): Promise<VisitTimes & { readonly folder: string }> {
  const start = performance.now();
  let early = 0;
  const { folder } = await collectPack(store, target, {
    prompter: terminalPrompter,
    onPack: () => {
      early = performance.now() - start;
    },
  });
  return { early, whole: performance.now() - start, folder };
}

/** Visits a target for its pack; pack and connection are gone afterwards. */
export async function withPack(name: string, use: (target: BenchTarget) => Promise<void>): Promise<void> {
  const store = await mkdtemp(join(tmpdir(), 'tracewright-bench-'));
  const target = parseTarget(name);
  try {
    const { folder } = await firstVisit(store, target);
    const second = performance.now();
    await collectPack(store, target, { prompter: terminalPrompter });
    const again = performance.now() - second;
    const pack = await loadPack(folder);
    console.log(`${pack.manifest.release}: ${pack.functions.size} functions, ${pack.tapset.size} tapset files`);
    const connection = await target.connect({ prompter: terminalPrompter });
    try {
      await use({ target, connection, folder, pack, again });
    } finally {
      connection.close();
    }
  } finally {
    await rm(store, { recursive: true, force: true });
  }
}

/** Milliseconds from asking to the end of the answer. */
export async function timeOf(connection: Connection, argv: readonly string[]): Promise<number> {
  const start = performance.now();
  const process = await connection.spawn(argv);
  process.stdin.end();
  process.stdout.resume();
  process.stderr.resume();
  await process.exited;
  return performance.now() - start;
}

/** Runs a line of shell there, to its end. */
export async function onTarget(name: string, command: string): Promise<void> {
  const connection = await parseTarget(name).connect({ prompter: terminalPrompter });
  await runToEnd(connection, ['sh', '-c', command]).finally(() => connection.close());
}
