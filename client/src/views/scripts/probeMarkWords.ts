// What stands at the end of a line of a script about the probe or the global there.

import type { GlobalFigure, ProbeFigures, RunFigures } from '../../runs/figures.ts';
import { spellShare, spellShortRate, spellTime } from '../../runs/figureWords.ts';

const grouped = new Intl.NumberFormat('en-US');

/** By line of the script, from 0. While the run goes on a probe tells its rate, afterwards its hits. */
export function markWords(
  { probes, isPartial, globals = [] }: RunFigures,
  isLive: boolean,
): ReadonlyMap<number, string> {
  const words = new Map<number, string[]>();
  const add = (line: number, text: string) => words.set(line - 1, [...(words.get(line - 1) ?? []), text]);
  for (const probe of probes) {
    if (probe.line === undefined) continue;
    add(probe.line, probeWords(probe, isLive, isPartial === true));
    for (const line of probe.alsoLines ?? []) add(line, `counted with line ${probe.line}`);
  }
  for (const one of globals) if (one.value !== undefined) add(one.line, globalWords(one));
  return new Map([...words].map(([line, texts]) => [line, texts.join('   ')]));
}

function probeWords(
  { hits, perSecond, time, share, control }: ProbeFigures,
  isLive: boolean,
  isPartial: boolean,
): string {
  if (control?.isOn === false) return `off · ${grouped.format(hits)} hits before`;
  if (hits === 0) return isPartial ? 'no hit when last asked' : 'no hit';
  const atLeast = isPartial ? 'at least ' : '';
  const often = isLive ? spellShortRate(perSecond) : `${atLeast}${grouped.format(hits)} ${hits === 1 ? 'hit' : 'hits'}`;
  return `${often} · ${spellTime(time / hits)} · ${spellShare(share)} of a CPU`;
}

function globalWords({ name, value = '', type }: GlobalFigure): string {
  if (type === 'stats') return `${name}: ${grouped.format(Number(value))} values`;
  return type === 'string' ? `${name} = ${JSON.stringify(value)}` : `${name} = ${value}`;
}
