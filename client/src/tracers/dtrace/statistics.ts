// The distributions that a D script aggregates.
import type { Statistic } from '../statistic.ts';

const comment = /"(?:[^"\\\n]|\\[\s\S])*"|\/\*[\s\S]*?\*\//g;
const distribution = /(@[A-Za-z_]?\w*)\s*(\[[^\]]*\])?\s*=\s*(quantize|lquantize|llquantize)\s*\(([^;]*)\)/g;

export function statisticsOf(text: string): readonly Statistic[] {
  const code = text.replace(comment, (part) => (part.startsWith('"') ? '""' : ' '));
  return [...code.matchAll(distribution)].map(([, name = '', key, action, args = '']) => ({
    name,
    kind: action === 'quantize' ? 'log' : action === 'lquantize' ? 'linear' : 'log-linear',
    isKeyed: key !== undefined,
    ...(action === 'lquantize' && bounds(args)),
  }));
}

/** Where the last three arguments are plain numbers. */
function bounds(args: string): { readonly low: number; readonly high: number; readonly step: number } | undefined {
  const match = /,\s*(-?\d+)\s*,\s*(-?\d+)\s*(?:,\s*(\d+)\s*)?$/.exec(args);
  return match ? { low: Number(match[1]), high: Number(match[2]), step: Number(match[3] ?? 1) } : undefined;
}
