// What is found in a bpftrace script on a target with some release of bpftrace.
import { buildPack } from '../../server/src/kernel/buildPack.ts';
import type { KernelPack } from '../../server/src/kernel/kernelPack.ts';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { partsContents } from './parts.ts';

/** The tests' kernel, with bpftrace 0.N on it. */
export async function packWith(release: number): Promise<KernelPack> {
  const manifest = { ...partsContents.manifest, tracers: { bpftrace: `0.${release}.0` } };
  return await buildPack({ ...partsContents, manifest });
}

/** Findings as `severity code «marked text»`, hints aside. */
export function found(text: string, pack: KernelPack): readonly string[] {
  const source = { text, path: '', pack };
  const script = bpftrace.parse(source);
  return [...script.errors, ...bpftrace.check(script, source)]
    .filter(({ severity }) => severity !== 'hint')
    .map(({ severity, code, range }) => `${severity} ${code} «${text.slice(range.start, range.end)}»`);
}
