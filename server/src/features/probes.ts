// The probe points that a pattern stands for: what the `tracewright/probes` request answers.
import type { Language, Source } from '../languages/language.ts';
import type { ProbesResult } from '../protocol.ts';

/** At most `limit` of the places that a probe point stands for, and how many there are. */
export function probes(language: Language, source: Source, pattern: string, limit: number): ProbesResult {
  const matches = language.matches(pattern, source);
  const names: string[] = [];
  if (limit > 0) {
    for (const name of matches.names()) if (names.push(name) >= limit) break;
  }
  return {
    names,
    total: matches.count ?? names.length,
    ...(matches.unknown !== undefined && { unknown: matches.unknown }),
  };
}
