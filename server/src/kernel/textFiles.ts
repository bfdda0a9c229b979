// Reads a pack's small text files.
import type { KernelMarker } from './kernelPack.ts';
import { linesOf } from './lines.ts';

/** Module names of `/proc/modules`, sorted. */
export function readModules(text: string): readonly string[] {
  const names = new Set<string>();
  for (const line of linesOf(text)) {
    const name = /^[\w-]+/.exec(line)?.[0];
    if (name) names.add(name);
  }
  return [...names].sort();
}

/** `CONFIG_X=value` lines. */
export function readConfig(text: string): ReadonlyMap<string, string> {
  const config = new Map<string, string>();
  for (const line of linesOf(text)) {
    const equals = line.indexOf('=');
    if (equals > 0 && line.startsWith('CONFIG_')) config.set(line.slice(0, equals), line.slice(equals + 1).trimEnd());
  }
  return config;
}

/** `function<tab>TYPE` lines; a function of a module has `[module]` between. */
export function readErrorInjection(text: string): ReadonlyMap<string, string> {
  const functions = new Map<string, string>();
  for (const line of linesOf(text)) {
    const match = /^(\S+)\s+(?:\[\S+\]\s+)?(\S+)\s*$/.exec(line);
    if (match?.[1] && match[2]) functions.set(match[1], match[2]);
  }
  return functions;
}

/** `marker<tab>module<tab>format` lines; the module is a path (`vmlinux`, `fs/ext4/ext4`). */
export function readMarkers(text: string): readonly KernelMarker[] {
  const markers: KernelMarker[] = [];
  for (const line of linesOf(text)) {
    const [name, module, ...format] = line.split('\t');
    if (!name || !module) continue;
    markers.push({ name, module: module.slice(module.lastIndexOf('/') + 1), format: format.join('\t') });
  }
  return markers;
}

/** The GNU build-id in ELF notes (`/sys/kernel/notes`), as hex; '' where there is none. */
export function readBuildId(notes: Uint8Array): string {
  const view = new DataView(notes.buffer, notes.byteOffset, notes.length);
  const littleEndian = notes.length < 4 || view.getUint32(0, true) < 0x10000;
  for (let at = 0; at + 12 <= notes.length; ) {
    const nameBytes = view.getUint32(at, littleEndian);
    const dataBytes = view.getUint32(at + 4, littleEndian);
    const type = view.getUint32(at + 8, littleEndian);
    const data = at + 12 + align4(nameBytes);
    if (data + dataBytes > notes.length) return '';
    const isGnu = nameBytes === 4 && Buffer.from(notes.subarray(at + 12, at + 15)).toString('latin1') === 'GNU';
    if (isGnu && type === 3) return Buffer.from(notes.subarray(data, data + dataBytes)).toString('hex');
    at = data + align4(dataBytes);
  }
  return '';
}

function align4(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}
