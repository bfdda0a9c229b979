// What the step from one kernel to another means for a script: places, variables and findings that are others there.
import type { ScriptDifference } from '../protocol.ts';
import type { ProbePoint } from '../syntax/script.ts';
import type { Analysis } from './analysis.ts';
import { diagnostics } from './diagnostics.ts';

/** Offsets of the script instead of lines: the rim knows lines. */
export interface ScriptDifferenceAt {
  readonly points: readonly At<ScriptDifference['points'][number]>[];
  readonly variables: readonly At<ScriptDifference['variables'][number]>[];
  readonly findings: readonly At<ScriptDifference['findings'][number]>[];
}

type At<Row> = Omit<Row, 'line'> & { readonly offset: number };

/** One script, read against each of the kernels. */
export function compareForScript(before: Analysis, after: Analysis): ScriptDifferenceAt {
  const told = new Set(diagnostics(before, 'all').map(({ range, code }) => `${range.start} ${code}`));
  return {
    points: before.script.clauses.flatMap(({ probePoints }) =>
      probePoints.flatMap((point) => comparePoint(point, before, after)),
    ),
    variables: before.script.clauses.flatMap(({ probePoints, range }) => {
      const clause = before.source.text.slice(range.start, range.end);
      return probePoints.flatMap((point) => compareVariables(point, clause, before, after));
    }),
    // A branch that does not count there is no fault.
    findings: diagnostics(after, 'all')
      .filter(({ range, code }) => code !== 'inactive' && !told.has(`${range.start} ${code}`))
      .map(({ range, severity, message }) => ({ offset: range.start, severity, message })),
  };
}

function comparePoint({ text, range }: ProbePoint, before: Analysis, after: Analysis): ScriptDifferenceAt['points'] {
  const [was, is] = [before, after].map(({ language, source }) => language.matches(text, source));
  const [old, fresh] = [new Set(was?.names()), new Set(is?.names())];
  // Where one side cannot tell, the places of the other have not come or gone.
  const isKnown = [was, is].every((matches, n) => matches?.count !== undefined || [old, fresh][n]?.size !== 0);
  const gone = isKnown ? [...old].filter((name) => !fresh.has(name)) : [];
  const come = isKnown ? [...fresh].filter((name) => !old.has(name)) : [];
  if (was?.count === is?.count && gone.length === 0 && come.length === 0) return [];
  const counts = {
    ...(was?.count !== undefined && { before: was.count }),
    ...(is?.count !== undefined && { after: is.count }),
  };
  return [{ offset: range.start, text, ...counts, gone, come }];
}

/** Variables whose words stand in the clause: it may read them. */
function compareVariables(
  point: ProbePoint,
  clause: string,
  before: Analysis,
  after: Analysis,
): ScriptDifferenceAt['variables'] {
  const words = new Set(clause.match(/[A-Za-z_]\w*/g));
  const [old, fresh] = [before, after].map(({ language, source }) => {
    const variables = language.contextVariables([point], source).map(({ label, detail = '' }) => {
      // Older tracers spell the same variable with an arrow.
      return [label.replace('->', '.'), detail] as const;
    });
    return new Map(variables.filter(([label]) => label.match(/[A-Za-z_]\w*/g)?.every((word) => words.has(word))));
  });
  // A point that brings nothing there is missing as a whole, which the point's own row tells.
  if (!old || !fresh || old.size === 0 || fresh.size === 0) return [];
  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  return names.flatMap((name) => {
    const [was, is] = [old.get(name), fresh.get(name)];
    if (was === is) return [];
    const row = { offset: point.range.start, point: point.text, name };
    return [{ ...row, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}
