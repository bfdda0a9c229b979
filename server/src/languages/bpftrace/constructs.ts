// The constructs that releases of bpftrace differ in, with what each is called and since when. Data, in own words.
import type { Since } from './versions.ts';

/** One construct. */
export interface Construct {
  /** As the subject of a sentence. */
  readonly what: string;
  readonly since: Since;
}

function construct(what: string, since: Since): Construct {
  return { what, since };
}

// `true` and `false` are not among them: before 0.24 they are macros that every script gets.
export const constructs = {
  config: construct('A `config` block', 20),
  import: construct('`import`', [23, 25]),
  macro: construct('A macro', 24),
  subprogram: construct('A function of the script', [20, 23]),
  mapDeclaration: construct('A map declaration', 24),
  attribute: construct('`__attribute__` behind a struct', 26),
  namedProbe: construct('The name of a probe', [25, 27]),
  smallLetters: construct('A probe type in other letters than bpftrace spells it', 24),
  fentryName: construct('The name `fentry` (before: `kfunc`)', 20),
  fexitName: construct('The name `fexit` (before: `kretfunc`)', 20),
  kprobeModule: construct('The module of a kprobe', [20, 21]),
  rawtracepointModule: construct('The module of a rawtracepoint', 24),
  duration: construct('A duration', 24),
  rawtracepointArguments: construct('`args` of a rawtracepoint', 24),
  let: construct('`let`', 22),
  for: construct('`for`', 21),
  forRange: construct('`for` over a range', 24),
  noParentheses: construct('A condition without parentheses', 24),
  jumpInFor: construct('`break`, `continue` and `return` in a `for`', 24),
  returnValue: construct('`return` with a value', [20, 23]),
  discard: construct('`_ = …`', [23, 25]),
  record: construct('A record', 25),
  shortTuple: construct('A tuple of less than two elements', [23, 25]),
  block: construct('A block as an expression', 24),
  if: construct('`if` as an expression', 24),
  addressOf: construct('The address of a variable or map', [23, 25]),
  typeof: construct('`typeof`', [23, 25]),
  typeinfo: construct('`typeinfo`', [23, 25]),
  comptime: construct('`comptime`', [23, 25]),
  elvis: construct('`?:` without a middle', 26),
  argsDot: construct('`args.` (before: `args->`)', 19),
  offsetof: construct('`offsetof`', 18),
  offsetofPath: construct('`offsetof` of a field of a field', 23),
  tupleKey: construct('A tuple as the key of a map', 22),
  deleteTwo: construct('`delete` with the key apart from the map', 22),
  printEntry: construct('`print` of one entry of a map', 21),
  histBits: construct('The second argument of `hist`', 20),
  exitCode: construct('The exit code of `exit`', [20, 22]),
  pathSize: construct('The size of `path`', 22),
  builtinPrefix: construct('A name that begins with `__builtin_`', [23, 25]),
  deleteValue: construct('The value of `delete`', 24),
  rawStack: construct('The stack mode `raw`', 18),
  questionMark: construct('A `?` in a probe point', [23, 26]),
  semicolonBehindIf: construct('A `;` behind the block of an `if`', [23, 25]),
  lastLet: construct('A `let` without a `;` before the `}`', [23, 25]),
  hexUnderscore: construct('`_` in a hexadecimal number', [23, 25]),
  largeExponent: construct('An exponent above 18', [23, 25]),
  tupleComma: construct('A comma behind the last element of a tuple', [23, 25]),
  arrayCast: construct('A cast to an array', [17, 20]),
  namedArrayCast: construct('A cast to an array of other types than numbers', [23, 25]),
  sizeofPointer: construct('`sizeof` of a pointer', [17, 20]),
  namedPointer: construct('A pointer to a type without `struct` as the argument of `sizeof`', [23, 25]),
  keywordName: construct('A name that is a word of the language', [23, 26]),
  keywordMember: construct('A member whose name is a word of the language', [17, 20]),
  secondBegin: construct('A second `BEGIN` or `END`', [23, 26]),
  buildId: construct('The stack mode `build_id`', 25),
} satisfies Readonly<Record<string, Construct>>;
