// Reads a kernel pack's folder.
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { type PackManifest, packFiles } from '../protocol.ts';
import { buildPack } from './buildPack.ts';
import type { KernelPack } from './kernelPack.ts';
import { readBuildId } from './textFiles.ts';

/** A pack that cannot be used; the message says what is wrong and what to do. */
export class PackError extends Error {
  override readonly name = 'PackError';
}

/** A file of a pack that is larger than this is none: real ones have some megabytes. */
const MOST_BYTES = 1 << 29;

/**
 * Loads the pack of a folder. Files other than the manifest may be missing.
 * @throws PackError where the folder is no pack, or one of another format or another kernel than its manifest says.
 */
export async function loadPack(folder: string): Promise<KernelPack> {
  const manifest = readManifest(folder, await readBytes(join(folder, packFiles.manifest)));
  const text = async (name: string): Promise<string | undefined> => (await readBytes(join(folder, name)))?.toString();
  const [kallsyms, filterFunctions, kprobeBlacklist, events, eventFormats, modules, config, errorInjection] =
    await Promise.all([
      readBytes(join(folder, packFiles.kallsyms)),
      text(packFiles.filterFunctions),
      text(packFiles.kprobeBlacklist),
      text(packFiles.events),
      text(packFiles.eventFormats),
      text(packFiles.modules),
      text(packFiles.config),
      text(packFiles.errorInjection),
    ]);
  const [enabledEvents, probeTypes, markers, notes, btf, tapset] = await Promise.all([
    text(packFiles.enabledEvents),
    text(packFiles.probeTypes),
    text(packFiles.markers),
    readBytes(join(folder, packFiles.notes)),
    readTree(join(folder, packFiles.btf)),
    readTree(join(folder, packFiles.tapset), (path) => /\.stpm?$/.test(path)),
  ]);
  const buildId = notes ? readBuildId(notes) : '';
  if (buildId !== '' && manifest.buildId !== '' && buildId !== manifest.buildId) {
    throw new PackError(
      `${folder}: its notes are of kernel build ${buildId}, its manifest says ${manifest.buildId}. Collect the pack again.`,
    );
  }
  return await buildPack({
    manifest,
    ...defined({ kallsyms, filterFunctions, kprobeBlacklist, events, eventFormats, modules, config, errorInjection }),
    ...defined({ enabledEvents, probeTypes, markers, btf }),
    ...(tapset && { tapset: new Map(Array.from(tapset, ([path, bytes]) => [path, bytes.toString()])) }),
  });
}

/** Changes when the folder's pack is collected anew; '' where there is none. */
export async function packStamp(folder: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(join(folder, packFiles.manifest));
    return `${mtimeMs}:${size}`;
  } catch {
    return '';
  }
}

/** Where a tapset file of a pack lies on disk; `path` as in `KernelPack.tapset`. */
export function tapsetFile(folder: string, path: string): string {
  return join(folder, packFiles.tapset, ...path.split('/'));
}

/** The file's bytes; undefined where there is none. */
async function readBytes(path: string): Promise<Buffer | undefined> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > MOST_BYTES) throw new PackError(`${path} is larger than any such file of a kernel.`);
    return bytes;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    if (error instanceof PackError) throw error;
    throw new PackError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** All files below a folder by their path with `/`; undefined where there is no folder. */
async function readTree(
  folder: string,
  wanted: (path: string) => boolean = () => true,
): Promise<Map<string, Buffer> | undefined> {
  let entries: Awaited<ReturnType<typeof listTree>>;
  try {
    entries = await listTree(folder);
  } catch {
    return undefined;
  }
  const files = new Map<string, Buffer>();
  const paths = entries.filter(wanted).sort();
  const contents = await Promise.all(paths.map((path) => readBytes(join(folder, path))));
  for (const [i, path] of paths.entries()) {
    const bytes = contents[i];
    if (bytes) files.set(path.split(sep).join('/'), bytes);
  }
  return files;
}

async function listTree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function readManifest(folder: string, bytes: Buffer | undefined): PackManifest {
  const collect = 'Collect it with `tracewright pack --target TARGET -o FOLDER`.';
  if (!bytes) throw new PackError(`${folder} is no kernel pack: it has no ${packFiles.manifest}. ${collect}`);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw new PackError(`${basename(folder)}: ${packFiles.manifest} is cut off or no JSON. ${collect}`);
  }
  if (!isRecord(value) || typeof value.format !== 'number' || typeof value.release !== 'string') {
    throw new PackError(`${folder}: ${packFiles.manifest} is not a kernel pack's. ${collect}`);
  }
  if (value.format !== 1) {
    throw new PackError(`${folder} has pack format ${value.format}; this version reads format 1. ${collect}`);
  }
  const textOf = (key: string): string => (typeof value[key] === 'string' ? value[key] : '');
  return {
    format: 1,
    release: value.release,
    machine: textOf('machine'),
    buildId: textOf('buildId'),
    collectedAt: typeof value.collectedAt === 'number' ? value.collectedAt : 0,
    tracers: isRecord(value.tracers) ? stringsOf(value.tracers) : {},
    tapsetHash: textOf('tapsetHash'),
    ...(typeof value.host === 'string' && { host: value.host }),
    missing: Array.isArray(value.missing) ? value.missing.filter(isMissing) : [],
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringsOf(record: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function isMissing(value: unknown): value is PackManifest['missing'][number] {
  return isRecord(value) && ['file', 'reason', 'remedy'].every((key) => typeof value[key] === 'string');
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
