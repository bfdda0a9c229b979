// DTrace's D as a language.
import type { Language } from '../language.ts';
import { checkDtrace } from './check.ts';
import { clauseOf, probeFor } from './clause.ts';
import { contextVariablesOf } from './contextVariables.ts';
import { cursorAt } from './cursor.ts';
import { formatDtrace } from './format.ts';
import { matchesOf } from './matches.ts';
import { narrowing } from './narrow.ts';
import { type DtraceScript, parseDtrace } from './parse.ts';
import { printingsOf, stringSizeOf } from './printings.ts';
import { vocabulary } from './vocabulary.ts';

export const dtrace: Language = {
  id: 'dtrace',
  extensions: ['.d'],
  parse: parseDtrace,
  cursorAt,
  check: (script, source) => checkDtrace(script as DtraceScript, source),
  vocabulary: () => vocabulary,
  matches: matchesOf,
  contextVariables: contextVariablesOf,
  probeFor,
  clauseOf,
  printings: (script) => printingsOf(script as DtraceScript),
  stringSize: (script) => stringSizeOf(script as DtraceScript),
  narrowing,
  format: (script) => formatDtrace(script as DtraceScript),
};
