// bpftrace as a language.
import type { Language } from '../language.ts';
import { aggregationsOf } from './aggregations.ts';
import { checkBpftrace } from './check.ts';
import { clauseOf, probeFor } from './clause.ts';
import { contextVariablesOf } from './contextVariables.ts';
import { cursorAt } from './cursor.ts';
import { formatBpftrace } from './format.ts';
import { matchesOf } from './matches.ts';
import { narrowing } from './narrow.ts';
import { type BpftraceScript, parseBpftrace } from './parse.ts';
import { printingsOf, stringSizeOf } from './printings.ts';
import { releaseOf } from './versions.ts';
import { vocabularyOf } from './vocabulary.ts';

export const bpftrace: Language = {
  id: 'bpftrace',
  extensions: ['.bt'],
  parse: ({ text, pack }) => parseBpftrace(text, releaseOf(pack)),
  cursorAt,
  check: (script, source) => checkBpftrace(script as BpftraceScript, source),
  vocabulary: vocabularyOf,
  matches: matchesOf,
  contextVariables: contextVariablesOf,
  probeFor,
  clauseOf,
  printings: (script) => printingsOf(script as BpftraceScript),
  stringSize: (script) => stringSizeOf(script as BpftraceScript),
  aggregations: (script) => aggregationsOf(script as BpftraceScript),
  narrowing,
  format: (script) => formatBpftrace(script as BpftraceScript),
};
