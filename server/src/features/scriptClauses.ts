// The clauses of a script by line, for whoever meters what they do while the script runs.
import type { Language, Source } from '../languages/language.ts';
import type { ScriptClause, ScriptClausesResult } from '../protocol.ts';

export function scriptClauses(language: Language, source: Source): ScriptClausesResult {
  const { clauses } = language.parse(source);
  return {
    clauses: clauses.map(
      ({ range, probePoints }): ScriptClause => ({
        line: source.text.slice(0, range.start).split('\n').length - 1,
        points: probePoints.map(({ text }) => text),
      }),
    ),
  };
}
