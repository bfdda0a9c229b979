// The guard over what a run's probes take from the machine.

import type { RunFigures } from './figures.ts';
import { spellShare } from './figureWords.ts';

/** Seconds that the figures must have been taken over before they count. */
const patience = 2;

/**
 * Why the run has to end, as a sentence for the user; undefined while it need not. `limit`: part of all CPUs; `seconds`: what the figures
 * are taken over.
 */
export function overCost(
  { cpus, share, probes }: RunFigures,
  seconds: number,
  limit: number | undefined,
  host: string,
): string | undefined {
  if (limit === undefined || seconds < patience || share <= limit * cpus) return undefined;
  const costliest = probes.reduce((most, probe) => (probe.share > most.share ? probe : most));
  const place = costliest.line === undefined ? '' : ` at line ${costliest.line}`;
  const taken = `${spellShare(share / cpus)} of ${host}'s ${cpus === 1 ? 'CPU' : `${cpus} CPUs`}`;
  return `Its probes took ${taken}, and ${spellShare(limit)} is the limit. Most took ${costliest.text}${place}: ${spellShare(costliest.share)} of a CPU.`;
}
