// Builds the lab in the cache: root file system, compiled scripts, disk image, saved state. What is there is not made again.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachePath, madeOnce } from '../cache.ts';
import { debianMirror } from '../debianMirror.ts';
import { compileScript } from './compileScript.ts';
import { type LabScript, labScripts } from './labScripts.ts';
import { runProgram } from './runProgram.ts';
import { saveState } from './saveState.ts';

/** The files of a root that guests are started from. */
export interface LabRoot {
  readonly folder: string;
  /** Kernel release. */
  readonly release: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly keyFile: string;
  readonly hostKeyFile: string;
}

export interface Lab {
  readonly root: LabRoot;
  /** A disk and the saved state of a guest that runs on it, both only read. */
  readonly disk: string;
  readonly state: string;
}

const image = join(import.meta.dirname, 'image');
const mostSnapshots = 3;

/** Five minutes from nothing on two cores, at once when it is there. Needs root, and Debian's packages (`labPackages`). */
export async function buildLab(onProgress: (line: string) => void): Promise<Lab> {
  const base = cachePath('lab', digest(filesOfImage()));
  const waiting = (): void => onProgress('another process is building the lab, waiting for it');
  const rootFolder = join(base, 'root');
  await madeOnce(rootFolder, waiting, async (empty) => {
    requireRoot();
    await runProgram('sh', [join(image, 'root.sh'), empty, await debianMirror()], { onLine: onProgress });
  });
  const root = rootIn(rootFolder);
  const scripts = labScripts();
  const snapshot = await madeOnce(join(base, `snapshot-${digest(scripts)}`), waiting, async (empty) => {
    requireRoot();
    await compileScripts(root, scripts, onProgress);
    onProgress('packing the disk image');
    const disk = join(empty, 'base.ext4');
    await runProgram('sh', [join(image, 'disk.sh'), join(rootFolder, 'root'), disk], { onLine: onProgress });
    onProgress('booting it once and saving its state');
    await saveState(root, empty);
  });
  await prune(base, snapshot);
  return { root, disk: join(snapshot, 'disk.qcow2'), state: join(snapshot, 'state.zst') };
}

function requireRoot(): void {
  if (process.getuid?.() !== 0) throw new Error('Building the kernel lab needs root on a Debian machine.');
}

function rootIn(folder: string): LabRoot {
  return {
    folder,
    release: readFileSync(join(folder, 'release'), 'utf8').trim(),
    kernel: join(folder, 'vmlinuz'),
    initrd: join(folder, 'initrd'),
    keyFile: join(folder, 'user_key'),
    hostKeyFile: join(folder, 'host_key.pub'),
  };
}

/**
 * Fills stap's cache. The first script alone, as it brings what the others share; then two at a time. A
 * marker for each stays in the root, so that a changed example costs its own compilation only.
 */
async function compileScripts(
  root: LabRoot,
  scripts: readonly LabScript[],
  onProgress: (line: string) => void,
): Promise<void> {
  const markers = join(root.folder, 'compiled');
  await mkdir(markers, { recursive: true });
  const compile = async (script: LabScript): Promise<void> => {
    const marker = join(markers, digest([script]));
    if (existsSync(marker)) return;
    const started = performance.now();
    const complaint = await compileScript(root, script, join(image, 'native.sh'));
    const seconds = Math.round((performance.now() - started) / 1000);
    if (complaint !== undefined) return onProgress(`${script.name} does not compile: ${complaint}`);
    await writeFile(marker, script.text);
    onProgress(`compiled ${script.name} in ${seconds} s`);
  };
  const [first, ...queue] = scripts;
  if (first !== undefined) await compile(first);
  const work = async (): Promise<void> => {
    for (let script = queue.shift(); script !== undefined; script = queue.shift()) await compile(script);
  };
  await Promise.all([work(), work()]);
}

/** Keeps the snapshots used last: each takes some gigabytes, and every state of the examples has its own. */
async function prune(base: string, current: string): Promise<void> {
  await writeFile(join(current, 'used'), '');
  const others = await Promise.all(
    readdirSync(base)
      .filter((name) => name.startsWith('snapshot-') && existsSync(join(base, name, 'used')))
      .map(async (name) => ({ path: join(base, name), used: (await stat(join(base, name, 'used'))).mtimeMs })),
  );
  others.sort((a, b) => b.used - a.used);
  for (const { path } of others.slice(mostSnapshots)) await rm(path, { recursive: true, force: true });
}

function filesOfImage(): readonly LabScript[] {
  const names = readdirSync(image).sort();
  return names.map((name) => ({ name, text: readFileSync(join(image, name), 'utf8') }));
}

/** Of names and contents, without regard to where the files are. */
function digest(files: readonly LabScript[]): string {
  const hash = createHash('sha256');
  for (const { name, text } of files) hash.update(name).update('\0').update(text).update('\0');
  return hash.digest('hex').slice(0, 16);
}
