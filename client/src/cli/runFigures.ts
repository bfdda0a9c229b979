// What a run did in figures, on one line: lines and their rate, what was lost, what its probes cost.
import type { RunFigures } from '../runs/figures.ts';
import { spellPerSecond, spellShare } from '../runs/figureWords.ts';
import type { Run } from '../runs/run.ts';

const grouped = new Intl.NumberFormat('en-US');

/** What the line is made of. */
export type FiguresOf = Pick<Run, 'lineCount' | 'losses' | 'figures'>;

/** `seconds`: how long the lines took to come, 0 where that is not known. */
export function runFigures({ lineCount, losses, figures }: FiguresOf, seconds: number): string {
  const rate = seconds > 0 ? ` (${spellPerSecond(lineCount / seconds)}/s)` : '';
  const lines = `${grouped.format(lineCount)} ${lineCount === 1 ? 'line' : 'lines'}${rate}`;
  const lost = [...losses].map(([what, count]) => `${grouped.format(count)} ${what}`);
  return [lines, ...(lost.length === 0 ? ['nothing lost'] : lost), ...costWords(figures)].join(' · ');
}

/** Nothing where it was not measured. */
function costWords(figures: RunFigures | undefined): readonly string[] {
  if (figures === undefined) return [];
  const costliest = figures.probes.reduce((most, probe) => (probe.share > most.share ? probe : most), {
    text: '',
    share: 0,
  });
  const most = costliest.share > 0 && figures.probes.length > 1 ? `, most of it ${costliest.text}` : '';
  return [`probes took ${spellShare(figures.share)} of a CPU${most}`];
}
