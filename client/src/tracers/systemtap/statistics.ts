// The histograms that a SystemTap script prints, found by their operators.
import type { Statistic } from '../statistic.ts';

const comment = /"(?:[^"\\\n]|\\[\s\S])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*|#[^\n]*/g;
const histogram =
  /@hist_(log|linear)\s*\(\s*([A-Za-z_]\w*)\s*(\[[^\]]*\])?\s*(?:,\s*(-?\d+)\s*,\s*(-?\d+)\s*,\s*(\d+)\s*)?\)/g;

export function statisticsOf(text: string): readonly Statistic[] {
  const code = text.replace(comment, (part) => (part.startsWith('"') ? '""' : ' '));
  return [...code.matchAll(histogram)].map(([, kind, name = '', key, low, high, step]) => ({
    name,
    kind: kind === 'log' ? 'log' : 'linear',
    isKeyed: key !== undefined,
    ...(low !== undefined && step !== undefined && { low: Number(low), high: Number(high), step: Number(step) }),
  }));
}
