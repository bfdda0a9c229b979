// The runs of the past: each folder is a bundle of script, options, target, kernel, output and how it ended.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CountedCopy, ScriptClause } from '../../../../server/src/protocol.ts';
import type { RunOptions, TracerId } from '../../tracers/tracer.ts';
import type { Run, RunEnd } from '../run.ts';
import { isRunId } from '../runId.ts';

/** `run.json` of a bundle. */
export interface BundledRun {
  readonly id: string;
  /** The script's file name; its text lies in `script/` of the bundle. */
  readonly script: string;
  readonly tracer: TracerId;
  readonly target: string;
  readonly kernelRelease: string;
  /** Missing in bundles of older versions. */
  readonly rights?: string;
  readonly options: RunOptions;
  /** As in the run's request, for whoever takes it up again. */
  readonly clauses?: readonly ScriptClause[];
  readonly counted?: CountedCopy;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Missing while the run goes on, or when its client died. */
  readonly endedAt?: number;
  readonly end?: RunEnd;
  readonly lineCount: number;
  readonly byteCount: number;
  readonly losses: Readonly<Record<string, number>>;
  /** The hosts of a run group, each with the id of its own run, whose bundle lies in `hosts/` of this one. */
  readonly hosts?: readonly { readonly name: string; readonly id: string }[];
  /** As in the run's request. */
  readonly via?: string;
}

/** Folder in a group's bundle that holds the bundles of its hosts. */
export const hostsFolder = 'hosts';

/** Writes what describes a run into its folder; called at its start and again at its end. */
export async function writeBundle(run: Run, folder: string, end?: RunEnd): Promise<void> {
  const { script, clauses, counted, tracer, target, via, options } = run.request;
  const bundle: BundledRun = {
    id: run.id,
    script: script.name,
    tracer,
    target: target.name,
    kernelRelease: run.kernelRelease,
    rights: run.rights,
    options,
    ...(clauses && { clauses }),
    ...(counted && { counted }),
    startedAt: run.startedAt,
    ...(end && { endedAt: Date.now(), end }),
    lineCount: run.lineCount,
    byteCount: run.byteCount,
    losses: Object.fromEntries(run.losses),
    ...(run.hosts && { hosts: run.hosts.map(({ name, run: { id } }) => ({ name, id })) }),
    ...(via !== undefined && { via }),
  };
  if (!end) {
    await mkdir(join(folder, 'script'), { recursive: true });
    await writeFile(scriptFile(folder, script.name), script.text);
  }
  await writeFile(join(folder, 'run.json'), `${JSON.stringify(bundle, undefined, 2)}\n`);
}

/** One run's bundle with the text of its script; undefined where there is none. */
export async function readBundle(
  folder: string,
): Promise<{ readonly run: BundledRun; readonly scriptText: string } | undefined> {
  try {
    const run: BundledRun = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
    return { run, scriptText: await readFile(scriptFile(folder, run.script), 'utf8') };
  } catch {
    return undefined;
  }
}

/** The bundles in a folder, newest first; what is no bundle is left out. */
export async function readHistory(folder: string): Promise<readonly BundledRun[]> {
  const names = (await runFolders(folder)).reverse();
  const bundles = await Promise.all(names.map((name) => readBundle(join(folder, name))));
  return bundles.flatMap((bundle) => (bundle ? [bundle.run] : []));
}

/** Removes the oldest bundles beyond `kept`. */
export async function trimHistory(folder: string, kept: number): Promise<void> {
  const names = await runFolders(folder);
  for (const name of names.slice(0, Math.max(0, names.length - kept))) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function scriptFile(folder: string, name: string): string {
  return join(folder, 'script', name.replace(/[\\/]/g, '_'));
}

async function runFolders(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter(isRunId).sort();
  } catch {
    return [];
  }
}
