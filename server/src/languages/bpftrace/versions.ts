// bpftrace's releases: all are 0.N, and only N counts here.
import type { KernelPack } from '../../kernel/kernelPack.ts';

/** Oldest and newest release that this language knows. */
export const OLDEST = 17;
export const NEWEST = 27;

/** The N of the target's bpftrace 0.N; undefined where it has none or says something else. */
export function releaseOf(pack: KernelPack): number | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(pack.manifest.tracers.bpftrace ?? '') ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return major === '0' ? Number(minor) : NEWEST + 1;
}
