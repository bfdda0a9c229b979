// SystemTap as a language.
import type { Language, Source } from '../language.ts';
import { checkSystemTap } from './check.ts';
import { clauseOf, probeFor } from './clause.ts';
import { contextVariablesOf } from './contextVariables.ts';
import { countedCopy } from './countedCopy.ts';
import { cursorAt } from './cursor.ts';
import { formatSystemTap } from './format.ts';
import { matchesOf } from './matches.ts';
import { narrowing } from './narrow.ts';
import { ownProbes } from './ownProbes.ts';
import { parseSystemTap } from './parse.ts';
import { printingsOf } from './printings.ts';
import { indexTapset, tapsetOf } from './tapset.ts';
import { type SystemTapScript, withTypes } from './typedScript.ts';
import { vocabularyOf } from './vocabulary.ts';

export const systemtap: Language = {
  id: 'systemtap',
  extensions: ['.stp', '.stpm'],
  parse: (source: Source) => withTypes(parseSystemTap(source, tapsetOf(source.pack)?.macros), source.pack),
  cursorAt,
  check: (script, source) => checkSystemTap(script as SystemTapScript, source),
  vocabulary: vocabularyOf,
  matches: matchesOf,
  contextVariables: (points, source) => contextVariablesOf(points, source).map(({ candidate }) => candidate),
  probeFor,
  clauseOf,
  ownProbes: { title: 'Tapset Probes', list: ownProbes },
  printings: (script) => printingsOf(script as SystemTapScript),
  narrowing,
  countedCopy: (script) => countedCopy(script as SystemTapScript),
  format: formatSystemTap,
  prepare: indexTapset,
};
