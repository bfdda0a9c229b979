// SystemTap's words, and those that the pack's tapset adds.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import type { Vocabulary } from '../language.ts';
import { pointCandidates } from './pointCandidates.ts';
import { tapsetOf } from './tapset.ts';

const keyword = (label: string, documentation: string, snippet?: string): Candidate => ({
  label,
  kind: 'keyword',
  documentation,
  ...(snippet !== undefined && { snippet }),
});

export const topLevelCandidates: readonly Candidate[] = [
  keyword('probe', 'Does something when a probe point is reached.'),
  keyword('global', 'Declares variables that all probes and functions share.'),
  keyword('function', 'Declares a function.', 'function ${1:name}($2) {\n\t$0\n}'),
  keyword('private', 'Declares a global or a function that only this file sees.'),
  keyword('@define', 'Declares a macro.', '@define ${1:name}($2) %( $0 %)'),
];

const keywords: readonly Candidate[] = [
  keyword('if', 'Runs a statement when a condition holds.', 'if ($1) {\n\t$0\n}'),
  keyword('else', 'What is done when the condition does not hold.'),
  keyword('for', 'Repeats a statement.', 'for (${1:i} = 0; ${1:i} < ${2:n}; ${1:i}++) {\n\t$0\n}'),
  keyword('while', 'Repeats a statement while a condition holds.', 'while ($1) {\n\t$0\n}'),
  keyword(
    'foreach',
    'Goes through an array; `+` or `-` behind a name sorts, `limit` stops after so many.',
    'foreach (${1:key} in ${2:array}) {\n\t$0\n}',
  ),
  keyword('in', 'Whether an array has an element.'),
  keyword('limit', 'At most so many turns of a foreach.'),
  keyword('return', 'Ends a function with a value.'),
  keyword('next', 'Ends this probe handler, or tries the next overload of a function.'),
  keyword('break', 'Leaves the loop.'),
  keyword('continue', 'Goes on with the next turn of the loop.'),
  keyword('delete', 'Removes an element or all of an array, or sets a variable back.'),
  keyword(
    'try',
    'Runs statements and catches a run-time error in them.',
    'try {\n\t$1\n} catch (${2:message}) {\n\t$0\n}',
  ),
  keyword('catch', 'What is done about a run-time error.'),
];

const printing: readonly (readonly [string, string, string])[] = [
  ['print', 'value', 'Prints a value: a number, a string, a statistic or a histogram.'],
  ['println', 'value', 'Prints a value and ends the line.'],
  ['printf', 'format:string, values…', 'Prints values by a format, which must be a literal string.'],
  ['printd', 'delimiter:string, values…', 'Prints values with a delimiter between them.'],
  ['printdln', 'delimiter:string, values…', 'Prints values with a delimiter between them and ends the line.'],
  ['sprint', 'value', 'Gives a value as a string.'],
  ['sprintln', 'value', 'Gives a value as a line.'],
  ['sprintf', 'format:string, values…', 'Gives values by a format as a string.'],
  ['sprintd', 'delimiter:string, values…', 'Gives values with a delimiter between them as a string.'],
  ['sprintdln', 'delimiter:string, values…', 'Gives values with a delimiter between them as a line.'],
  ['print_char', 'character:long', 'Prints one character by its code.'],
];

const printFunctions: readonly Candidate[] = printing.map(([label, parameters, documentation]) => ({
  label,
  kind: 'function',
  detail: 'built in',
  documentation,
  type: label.startsWith('s') ? 'string' : 'number',
  signatures: [{ label: `${label}(${parameters})`, parameters: parameters.split(', ') }],
}));

const operators: readonly (readonly [string, string, string])[] = [
  ['@count', 's', 'How many values a statistic took in.'],
  ['@sum', 's', 'The sum of the values of a statistic.'],
  ['@min', 's', 'The least value of a statistic.'],
  ['@max', 's', 'The greatest value of a statistic.'],
  ['@avg', 's', 'The average of the values of a statistic.'],
  ['@variance', 's, shift', 'The variance of the values of a statistic.'],
  ['@hist_log', 's', 'A histogram with buckets that double in width.'],
  ['@hist_linear', 's, low, high, width', 'A histogram with buckets of one width.'],
  ['@cast', 'value, "type", "module"', 'Reads an address as a pointer to a type of the kernel.'],
  ['@defined', 'expression', 'Whether a target variable exists here; decided before the script runs.'],
  ['@entry', 'expression', "In a return probe: the value the expression had at the function's entry."],
  ['@var', '"name@file", "module"', 'A global variable of the kernel or a program.'],
  ['@enum', '"name"', 'The value of an enumeration constant.'],
  ['@perf', '"counter"', 'The value of a performance counter.'],
  ['@probewrite', 'variable', 'Whether a probe writes the variable.'],
  ['@const', '"C expression"', 'The value of a constant of C. Needs guru mode.'],
];

const operatorWords: readonly Candidate[] = operators.map(([label, parameters, documentation]) => ({
  label,
  kind: 'operator',
  detail: 'operator',
  documentation,
  snippet: `${label}($1)`,
  signatures: [{ label: `${label}(${parameters})`, parameters: parameters.split(', ') }],
}));

/** `@count`, `@cast` and their like, and the tapset's macros. */
export function operatorCandidates(pack: KernelPack): readonly Candidate[] {
  return vocabularyOf(pack).operators;
}

const vocabularies = new WeakMap<KernelPack, { readonly isComplete: boolean; readonly words: Vocabulary }>();

/** Made once a pack, and again when its tapset is all in. */
export function vocabularyOf(pack: KernelPack): Vocabulary {
  const tapset = tapsetOf(pack);
  const isComplete = tapset?.complete ?? true;
  const known = vocabularies.get(pack);
  if (known !== undefined && known.isComplete === isComplete) return known.words;
  const library = [...(tapset?.functions.values() ?? [])].map(({ candidate }) => candidate);
  const macros = [...(tapset?.macros.values() ?? [])].map(
    ({ name, parameters }): Candidate => ({
      label: `@${name}`,
      kind: 'macro',
      detail: 'tapset macro',
      ...(parameters && {
        snippet: `@${name}($1)`,
        signatures: [{ label: `@${name}(${parameters.join(', ')})`, parameters }],
      }),
    }),
  );
  const isPublic = ({ label }: Candidate): boolean => !/^@?_/.test(label);
  const words: Vocabulary = {
    topLevel: topLevelCandidates,
    keywords,
    functions: [...printFunctions, ...library.filter(isPublic)],
    variables: [],
    operators: [...operatorWords, ...macros.filter(isPublic)],
    probes: pointCandidates([], pack),
  };
  vocabularies.set(pack, { isComplete, words });
  return words;
}
