// Hover: what a name is, and what a probe point stands for on this kernel.
import { type Candidate, documentationOf } from '../syntax/candidate.ts';
import { type Range, touches } from '../syntax/range.ts';
import type { ProbePoint } from '../syntax/script.ts';
import type { Analysis } from './analysis.ts';
import { declarationCandidate } from './candidatesAt.ts';
import { places } from './codeLens.ts';
import { namedAt, occurrenceAt } from './wordAt.ts';

/** Markdown about a range. */
export interface Hover {
  readonly range: Range;
  readonly markdown: string;
}

/** Places and variables that are listed of a probe point. */
const SHOWN_PLACES = 10;
const SHOWN_VARIABLES = 24;

/** What stands at an offset: the name, and the probe point around it; undefined where there is neither. */
export function hover(analysis: Analysis, offset: number): Hover | undefined {
  const occurrence = occurrenceAt(analysis, offset);
  if (occurrence) {
    return { range: occurrence.range, markdown: describe(analysis, declarationCandidate(occurrence.declaration)) };
  }
  const named = namedAt(analysis, offset);
  const points = analysis.script.clauses.flatMap((clause) => clause.probePoints);
  const point = points.find(({ range }) => touches(range, offset));
  if (!point) return named && { range: named.range, markdown: describe(analysis, named.candidate) };
  const about = describePoint(analysis, point);
  // The point's own line may have said already why the function cannot be probed.
  const reason = named?.candidate.unavailable;
  const isTold = reason !== undefined && about.includes(reason);
  const parts = [about, named ? describe(analysis, named.candidate, isTold) : ''].filter(Boolean);
  return { range: named?.range ?? point.range, markdown: parts.join('\n\n---\n\n') };
}

function describe(analysis: Analysis, candidate: Candidate, isReasonTold = false): string {
  const { label, detail, signatures } = candidate;
  const code = signatures?.map((signature) => signature.label).join('\n') ?? label;
  return [
    `\`\`\`${analysis.language.id}\n${code}\n\`\`\``,
    detail,
    isReasonTold ? candidate.documentation : documentationOf(candidate),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function describePoint({ language, source }: Analysis, point: ProbePoint): string {
  const matches = language.matches(point.text, source);
  const { count, unknown } = matches;
  const shown: string[] = [];
  if (count !== undefined && count > 1) {
    for (const name of matches.names()) if (shown.push(`- \`${name}\``) === SHOWN_PLACES) break;
    if (count > shown.length) shown.push(`- … ${(count - shown.length).toLocaleString('en-US')} more`);
  }
  const variables = language.contextVariables([point], source).slice(0, SHOWN_VARIABLES).map(spellVariable);
  return [
    count === undefined ? unknown : `**${places(count)}** on this kernel`,
    shown.join('\n'),
    variables.length > 0 && `Brings ${variables.join(', ')}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function spellVariable({ label, detail }: Candidate): string {
  return detail ? `\`${label}\` (${detail})` : `\`${label}\``;
}
