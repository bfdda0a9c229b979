// D's words with their documentation.
import type { Candidate } from '../../syntax/candidate.ts';
import type { Vocabulary } from '../language.ts';
import { builtInFunctions, builtInVariables, type FunctionKind } from './builtIns.ts';
import { providers, shortProbes } from './providers.ts';

const kindWords: Readonly<Record<FunctionKind, string>> = {
  action: 'action',
  aggregating: 'aggregating function',
  destructive: 'destructive action',
  function: 'function',
  speculation: 'speculation',
  formatting: 'function',
};

const functions: readonly Candidate[] = builtInFunctions.map(([label, kind, parameters, type, documentation]) => {
  const names = parameters === '' ? [] : parameters.split(', ');
  return {
    label,
    kind: 'function',
    detail: kindWords[kind],
    documentation,
    type,
    signatures: [{ label: `${label}(${parameters})`, parameters: names }],
  };
});

const variables: readonly Candidate[] = builtInVariables.map(([label, detail, documentation]) => ({
  label,
  kind: 'variable',
  detail,
  documentation,
  type: detail === 'string' ? 'string' : 'number',
}));

const keywords: readonly Candidate[] = [
  ['self', 'Variables of the current thread: `self->start`. Set them to 0 when done, that frees them.', 'self->'],
  ['this', 'Variables of this clause and those after it for the same probe: `this->delta`.', 'this->'],
  ['sizeof', 'Bytes of a type or value.', 'sizeof ($1)'],
  ['offsetof', 'Bytes from the start of a type to a member.', 'offsetof(${1:type}, ${2:member})'],
  ['stringof', 'Reads a value as a string of the kernel.', 'stringof($1)'],
  ['xlate', 'Reads a value through a translator.', 'xlate <${1:type}>($2)'],
].map(([label = '', documentation = '', snippet = '']) => ({
  label,
  kind: 'keyword',
  documentation,
  detail: 'keyword',
  snippet,
}));

const declarations: readonly Candidate[] = [
  ['inline', 'A name for an expression.', 'inline ${1:int} ${2:name} = ${3:0};'],
  ['typedef', 'A name for a type.', 'typedef ${1:int} ${2:name_t};'],
  ['struct', 'A type with members.', 'struct ${1:name} {\n\t$0\n};'],
  ['self', 'Declares a variable of each thread.', 'self ${1:int} ${2:name};'],
  ['this', 'Declares a variable of each clause.', 'this ${1:int} ${2:name};'],
  ['translator', 'How a type is made of another.', 'translator ${1:output_t} <${2:input_t} ${3:I}> {\n\t$0\n};'],
].map(([label = '', documentation = '', snippet = '']) => ({
  label,
  kind: 'keyword',
  documentation,
  detail: 'declaration',
  snippet,
}));

/** Providers as they begin a probe. */
const probes: readonly Candidate[] = [
  ...shortProbes,
  ...providers.map(
    ({ name, documentation }): Candidate => ({
      label: name,
      kind: 'probe',
      detail: 'provider',
      documentation,
      snippet: `${name.replace('$', '\\$')}:`,
    }),
  ),
];

export const vocabulary: Vocabulary = {
  topLevel: [...probes, ...declarations],
  keywords,
  functions,
  variables,
  operators: [],
  probes,
};
