// Every place that a script will attach to, before anything is attached.
import type { Analysis } from './analysis.ts';

/** What one probe point will attach to. */
export interface PlannedPoint {
  /** UTF-16 offset of the probe point. */
  readonly offset: number;
  readonly text: string;
  readonly optional: boolean;
  readonly names: readonly string[];
  readonly total: number;
  readonly unknown?: string;
}

/** All probe points in the script's order, each with at most `limit` names of its places. */
export function attachPlan({ language, source, script }: Analysis, limit: number): readonly PlannedPoint[] {
  return script.clauses.flatMap(({ probePoints }) =>
    probePoints.map(({ range, text, optional }) => {
      const { count, unknown, names } = language.matches(text, source);
      const first: string[] = [];
      for (const name of names()) if (first.push(name) >= limit) break;
      const total = count ?? first.length;
      return { offset: range.start, text, optional, names: first, total, ...(unknown !== undefined && { unknown }) };
    }),
  );
}
