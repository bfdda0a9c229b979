// One visit to a target that brings its kernel pack into a folder, or what of a kept one no longer holds.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type PackManifest, packFiles } from '../../../server/src/protocol.ts';
import { type Connection, type Target, TargetError } from '../targets/target.ts';
import { buildIdOf } from './buildId.ts';
import { collectProgram, type VisitPart } from './collectProgram.ts';
import { bootstrap } from './factsProgram.ts';
import { inherit, inheritMissing } from './inherit.ts';
import { hostOf } from './packFolder.ts';
import { everything, type Stale } from './stale.ts';
import { tapsetHash } from './tapsetHash.ts';
import { parseFacts, type TargetFacts } from './targetFacts.ts';
import { readableForms, unpack } from './unpack.ts';

export interface CollectOptions {
  /** What to bring; left out: all of it. */
  readonly stale?: Stale;
  /** What the target was asked for already; left out: this visit asks. */
  readonly facts?: TargetFacts;
  /** The pack to take the rest from. */
  readonly kept?: { readonly folder: string; readonly manifest: PackManifest };
  readonly signal?: AbortSignal;
  readonly onProgress?: (what: string) => void;
}

/** What a visit brought. */
export interface Collected {
  readonly facts: TargetFacts;
  readonly manifest: PackManifest;
}

/** Fills an empty folder. Rejects with a `TargetError`, or with the signal's reason when cancelled. */
export async function collect(connection: Connection, folder: string, options: CollectOptions): Promise<Collected> {
  const { kept, stale = everything, facts, signal, onProgress } = options;
  const host = connection.target.name;
  signal?.throwIfAborted();
  const parts: VisitPart[] = [...stale.parts];
  if (facts === undefined) parts.push('facts');
  const words = [...readableForms, '--', ...parts, '--', ...stale.changed];
  const process = await connection.spawn(['sh', '-c', bootstrap, bootstrap, ...words]);
  const abort = (): void => {
    process.kill();
    process.stdout.destroy();
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    process.stdin.end(collectProgram);
    const complaints: string[] = [];
    createInterface({ input: process.stderr }).on('line', (line) => {
      if (line.startsWith('progress ')) onProgress?.(line.slice('progress '.length));
      else complaints.push(line);
    });
    const header = await firstLine(process.stdout);
    if (!header.startsWith('pack ')) {
      const why = complaints.at(-1) ?? 'it said nothing';
      throw new TargetError(`${host} sent no kernel pack: ${why}. Check that its temporary folder has 50 MB to spare.`);
    }
    await unpack(process.stdout, header.slice('pack '.length), folder);
    await process.exited;
    if (kept) await inherit(folder, kept.folder, stale);
    const told = facts ?? (await readFacts(connection.target, folder, stale));
    return await conclude(connection.target, folder, told, kept ? inheritMissing(kept.manifest, stale) : []);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof TargetError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new TargetError(
      `The kernel pack of ${host} came incomplete: ${why}. Try again; check the connection and the free space.`,
    );
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function readFacts(target: Target, folder: string, { parts }: Stale): Promise<TargetFacts> {
  const file = join(folder, 'facts');
  const facts = parseFacts(target.name, await readFile(file, 'utf8'));
  await rm(file);
  return {
    ...facts,
    ...(parts.includes('tapset') && { tapset: await tapsetHash(join(folder, packFiles.tapset)) }),
    ...(parts.includes('kernel') && { buildId: await buildIdIn(join(folder, packFiles.notes)) }),
  };
}

async function buildIdIn(notes: string): Promise<string> {
  return buildIdOf(await readFile(notes).catch(() => Buffer.alloc(0)));
}

/** Turns what the visit noted down into the manifest. */
async function conclude(
  target: Target,
  folder: string,
  facts: TargetFacts,
  known: PackManifest['missing'],
): Promise<Collected> {
  const missing = await readFile(join(folder, 'missing'), 'utf8').catch(() => '');
  const manifest: PackManifest = {
    format: 1,
    release: facts.release,
    machine: facts.machine,
    buildId: facts.buildId,
    collectedAt: Date.now(),
    tracers: facts.tracers,
    tapsetHash: facts.tapset,
    host: hostOf(target),
    missing: [...known, ...missingOf(missing)],
  };
  await rm(join(folder, 'missing'), { force: true });
  await writeFile(join(folder, packFiles.manifest), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return { facts, manifest };
}

/** Lines of file, reason and remedy with tabs between. */
function missingOf(text: string): PackManifest['missing'] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [file = '', reason = '', remedy = ''] = line.split('\t');
    return { file, reason, remedy };
  });
}

/** Reads up to the first newline and leaves the rest in the stream. */
async function firstLine(stream: Readable): Promise<string> {
  let line = '';
  for (;;) {
    const chunk: Buffer | null = stream.read(1);
    if (chunk !== null) {
      if (chunk[0] === 0x0a || line.length > 100) return line;
      line += chunk.toString('latin1');
    } else if (stream.readableEnded || stream.destroyed) {
      return line;
    } else {
      await new Promise<void>((resolve) => {
        const settle = (): void => {
          for (const event of ['readable', 'end', 'close', 'error']) stream.off(event, settle);
          resolve();
        };
        for (const event of ['readable', 'end', 'close', 'error']) stream.on(event, settle);
      });
    }
  }
}
