// Why a run may be silent: what was checked, one sentence each. Knows nothing of the editor.
import type { PrintingClause } from '../../../../server/src/protocol.ts';

export interface SilenceFacts {
  /** Milliseconds since the run's start; null where the tracer did not say that it attached. */
  readonly attachedAt: number | null;
  /** Probes attached, where the tracer tells. */
  readonly probes: number | undefined;
  /** Bytes that came of the tracer, its messages included. */
  readonly byteCount: number;
  readonly lost: number;
  /** Of the script; empty where they are not known. */
  readonly clauses: readonly PrintingClause[];
}

/** Most certain first. */
export function silenceChecks({ attachedAt, probes, byteCount, lost, clauses }: SilenceFacts): readonly string[] {
  const told: string[] = [];
  if (attachedAt === null) told.push('Attached: the tracer has not said so; it may still be at it.');
  else if (probes === undefined) told.push(`Attached: yes, after ${(attachedAt / 1000).toFixed(1)} s.`);
  else
    told.push(`Attached: ${probes} ${probes === 1 ? 'probe' : 'probes'}, after ${(attachedAt / 1000).toFixed(1)} s.`);
  if (probes === 0) told.push('No probe point of the script is there on this kernel.');
  told.push(
    byteCount === 0
      ? 'Buffering: the tracer has written nothing at all; nothing is held back on the way.'
      : `Buffering: ${byteCount} bytes came from the tracer, none of them output of the script.`,
  );
  if (lost > 0) told.push(`Lost: ${lost}. What was printed may be among it.`);
  return [...told, ...clauseChecks(clauses)];
}

function clauseChecks(clauses: readonly PrintingClause[]): readonly string[] {
  if (clauses.length === 0) return [];
  const printing = clauses.filter(({ prints }) => prints);
  const place = ({ line }: PrintingClause): string => `line ${line + 1}`;
  const places = (some: readonly PrintingClause[]): string => some.slice(0, 5).map(place).join(', ');
  if (printing.length === 0)
    return ['Output: no clause of the script prints; what it counts is shown when it ends or prints it.'];
  const running = printing.filter(({ when }) => when !== 'end');
  if (running.length === 0)
    return [`Output: the script prints only when it ends (${places(printing)}): Stop shows it.`];
  const guarded = running.filter(({ hasPredicate }) => hasPredicate);
  const told = [`Output: printed by ${places(running)}, when a probe there is hit; none was, or none printed.`];
  if (guarded.length > 0) told.push(`Predicate: stands before ${places(guarded)}; it may never have been true.`);
  return told;
}
