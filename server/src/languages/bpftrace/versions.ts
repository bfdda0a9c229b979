// bpftrace's releases: all are 0.N, and only N counts here.
import type { KernelPack } from '../../kernel/kernelPack.ts';

/** The newest release that this language knows, 0.27; the oldest is 0.17. */
export const NEWEST = 27;

/** The first release whose parser is written by hand; the ones before it read tokens and lines that it does not. */
export const HAND_WRITTEN = 26;

/**
 * The N of the first 0.N that has something, or a pair where that is not told: the last release that lacks it and the first
 * that has it. All were tried with the parsers and checkers of the packages 0.17.0, 0.20.2, 0.23.2, 0.25.0 and 0.27.0 (Debian,
 * Ubuntu); between these the sections of bpftrace's changelog tell.
 */
export type Since = number | readonly [lacks: number, has: number];

/** The N of the release that surely has it. */
export function firstRelease(since: Since): number {
  return typeof since === 'number' ? since : since[1];
}

/** Whether a release lacks something; `perhaps` between the last that does and the first that does not. */
export function lacks(release: number, since: Since): 'no' | 'perhaps' | 'surely' {
  if (release >= firstRelease(since)) return 'no';
  return typeof since === 'number' || release <= since[0] ? 'surely' : 'perhaps';
}

/** The N of the target's bpftrace 0.N; undefined where it has none or says something else. */
export function releaseOf(pack: KernelPack): number | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(pack.manifest.tracers.bpftrace ?? '') ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return major === '0' ? Number(minor) : NEWEST + 1;
}
