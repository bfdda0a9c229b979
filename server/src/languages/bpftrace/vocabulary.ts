// The words of bpftrace on a target's release.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import type { Vocabulary } from '../language.ts';
import { builtinFacts } from './builtins.ts';
import { constructs } from './constructs.ts';
import { functionFacts, parametersOf } from './functions.ts';
import { probeFacts } from './probeFacts.ts';
import { firstRelease, lacks, releaseOf, type Since } from './versions.ts';

const vocabularies = new Map<number | undefined, Vocabulary>();

/** One vocabulary a release; without a release all that any of them has. */
export function vocabularyOf(pack: KernelPack): Vocabulary {
  const release = releaseOf(pack);
  const known = vocabularies.get(release);
  if (known) return known;
  const made = makeVocabulary(release);
  vocabularies.set(release, made);
  return made;
}

function makeVocabulary(release: number | undefined): Vocabulary {
  const since = (first: Since | undefined): Partial<Candidate> =>
    first !== undefined && release !== undefined && lacks(release, first) === 'surely'
      ? { unavailable: `it came with bpftrace 0.${firstRelease(first)}, the target has 0.${release}` }
      : {};
  const words = (kind: Candidate['kind'], list: readonly [string, string, string, Since?][]): Candidate[] =>
    list.map(([label, snippet, documentation, first]) => ({ label, kind, snippet, documentation, ...since(first) }));
  return {
    topLevel: words('keyword', [
      ['config', 'config = {\n  $1\n}', 'Settings of the script; stands before all probes.', constructs.config.since],
      ['macro', 'macro ${1:name}(${2}) {\n  $0\n}', 'A macro, expanded where it is called.', constructs.macro.since],
      [
        'fn',
        'fn ${1:name}(${2:\\$x : uint64}) : ${3:uint64} {\n  $0\n}',
        'A function of the script.',
        constructs.subprogram.since,
      ],
      [
        'let',
        'let @${1:name} = ${2:hash}(${3:1024});',
        'Declares a map with its kind and size.',
        constructs.mapDeclaration.since,
      ],
      ['import', 'import "$1";', 'Takes another script in.', constructs.import.since],
      ['struct', 'struct ${1:name} {\n  $0\n};', 'A C struct; stands before all probes.'],
      ['#include', '#include <$1>', 'Takes a C header in.'],
      ['#define', '#define ${1:NAME} ${2:value}', 'A constant.'],
    ]),
    keywords: words('keyword', [
      ['if', 'if ($1) {\n  $0\n}', 'Runs a block where a condition holds.'],
      ['else', 'else {\n  $0\n}', 'Runs a block where the condition of the `if` does not hold.'],
      ['while', 'while ($1) {\n  $0\n}', 'Repeats a block while a condition holds, a bounded number of times.'],
      [
        'for',
        'for (\\$${1:kv} : @${2:map}) {\n  $0\n}',
        'Goes over a map (`$kv.0` key, `$kv.1` value) or a range `0..10`.',
        constructs.for.since,
      ],
      ['unroll', 'unroll (${1:4}) {\n  $0\n}', 'Repeats a block a fixed number of times.'],
      ['let', 'let \\$${1:x} = $0;', 'Declares a variable of this block.', constructs.let.since],
      ['return', 'return;', 'Leaves the probe or the function.'],
      ['break', 'break;', 'Leaves the loop.'],
      ['continue', 'continue;', 'Goes on with the next turn of the loop.'],
      ['sizeof', 'sizeof($1)', 'Size of a type or expression in bytes.'],
      ['offsetof', 'offsetof(${1:struct name}, ${2:field})', 'Offset of a field in bytes.', constructs.offsetof.since],
      ['typeof', 'typeof($1)', 'Type of an expression.', constructs.typeof.since],
      ['typeinfo', 'typeinfo($1)', 'What is known of a type.', constructs.typeinfo.since],
      ['comptime', 'comptime $1', 'Evaluates while compiling.', constructs.comptime.since],
      ['true', 'true', 'The boolean.'],
      ['false', 'false', 'The boolean.'],
      ['struct', 'struct ', 'Names a struct in a cast or a type.'],
    ]),
    functions: functionFacts.map(({ name, signatures, documentation, since: first, mapValue, unsafe }) => ({
      label: name,
      kind: 'function',
      detail: mapValue ? 'value of a map' : unsafe ? 'function · unsafe' : 'function',
      documentation,
      snippet: snippetOf(name, signatures),
      signatures: signatures.map((label) => ({ label, parameters: parametersOf(label) })),
      ...since(first),
    })),
    variables: builtinFacts.map(({ name, type, documentation, since: first }) => ({
      label: name,
      kind: 'variable',
      detail: type,
      documentation,
      ...since(first),
    })),
    operators: [],
    probes: probeFacts.map(({ label, snippet, documentation, since: first }) => ({
      label,
      kind: 'probe',
      detail: 'probe',
      snippet,
      documentation,
      ...since(first),
    })),
  };
}

function snippetOf(name: string, signatures: readonly string[]): string {
  if (name === 'printf') return 'printf("$1\\\\n"$2)';
  const parameters = parametersOf(signatures[0] ?? '');
  const needed = parameters.filter((parameter) => !parameter.startsWith('['));
  return parameters.length === 0 ? `${name}()` : needed.length === 0 ? `${name}($1)` : `${name}($0)`;
}
