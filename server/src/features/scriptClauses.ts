// The clauses of a script by line, and the copy that counts what they do, for whoever meters them while the script runs.
import type { Language, Source } from '../languages/language.ts';
import type { ScriptClause, ScriptClausesResult } from '../protocol.ts';

/** The clauses of a script with their lines, and its counted copy where its tracer needs one. */
export function scriptClauses(language: Language, source: Source): ScriptClausesResult {
  const script = language.parse(source);
  const counted = script.errors.length === 0 ? language.countedCopy?.(script) : undefined;
  return {
    clauses: script.clauses.map(
      ({ range, probePoints }): ScriptClause => ({
        line: source.text.slice(0, range.start).split('\n').length - 1,
        points: probePoints.map(({ text }) => text),
      }),
    ),
    ...(counted && { counted }),
  };
}
