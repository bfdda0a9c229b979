// A clause for a place that can be probed, its variables listed, in a language's own spelling.
import type { Language, Source } from '../languages/language.ts';
import type { ClauseResult, ProbePlace } from '../protocol.ts';

/** Variables that are listed above the body; functions with more are rare. */
const mostListed = 12;

/** The clause that traces a place; says why there is none where the language cannot. */
export function clauseFor(language: Language, place: ProbePlace, source: Source): ClauseResult {
  const text = language.probeFor(place, source.pack);
  if (text === undefined) return { refused: `${language.id} has no probe for ${spell(place)} on this target.` };
  // A list of the tracer's own may know better than the kernel's tables.
  if (language.matches(text, source).count === 0) return { refused: `${text} matches nothing on this target.` };
  const point = { range: { start: 0, end: text.length }, text, optional: false };
  const variables = language.contextVariables([point], source).slice(0, mostListed);
  return { text: language.clauseOf(text, variables) };
}

function spell(place: ProbePlace): string {
  switch (place.kind) {
    case 'function':
      return `the function ${place.name}`;
    case 'tracepoint':
      return `the tracepoint ${place.subsystem}:${place.name}`;
    case 'syscall':
      return `the system call ${place.name}`;
    case 'programFunction':
      return `the function ${place.name} of ${place.program}`;
    case 'marker':
      return `the marker ${place.provider}:${place.name} of ${place.program}`;
    case 'own':
      return `${place.text}, which is ${place.language}'s own`;
    case 'line':
      return `line ${place.line} of ${place.file}`;
  }
}
