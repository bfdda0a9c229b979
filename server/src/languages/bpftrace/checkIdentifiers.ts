// Bare names that are nothing: no builtin, no constant of the script, of its C or of the kernel's enumerations.
import type { TypeTable } from '../../kernel/kernelPack.ts';
import type { Finding } from '../../syntax/finding.ts';
import { nearestNames } from '../../syntax/nearestNames.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import { argumentWords, builtinsByName } from './builtins.ts';
import { arityOf, type FunctionFact, functionsByName } from './functions.ts';
import { withoutParentheses } from './operators.ts';
import type { BpftraceScript } from './parse.ts';
import type { Expression, Item, TypeReference } from './tree.ts';
import { HAND_WRITTEN, NEWEST, releaseOf } from './versions.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';
import { isBuiltinWord, isReserved, isTypeWord } from './words.ts';

/** The last release to which a type's bare name is nothing. */
const NO_BARE_TYPES = 23;

/** Macros of bpftrace's own library that go without parentheses and are meant for itself. */
const inner = new Set(['config', 'default_str_length', 'elf_info', 'elf_is_exe']);

type Identifier = Expression & { readonly kind: 'identifier' };

/** Findings about bare names; none where a header or another file may bring some, or nothing is known of the kernel's. */
export function checkIdentifiers({ tree, names }: BpftraceScript, { pack }: Source): readonly Finding[] {
  const ofC = tree.items.flatMap((item) =>
    item.kind === 'preprocessor' || item.kind === 'definition' ? [item.text] : [],
  );
  const seesOtherFiles =
    tree.items.some(({ kind }) => kind === 'import') || ofC.some((text) => /^#\s*include/.test(text));
  if (!pack.knows('types') || seesOtherFiles) return [];
  const release = releaseOf(pack) ?? NEWEST;
  const own = new Set([
    ...names.declarations.map(({ name }) => name),
    ...ofC.flatMap((text) => text.match(/\w+/g) ?? []),
  ]);
  const isNothing = ({ name }: Identifier, isTypePlace: boolean): boolean => {
    if (name === '' || name.startsWith('__') || own.has(name) || inner.has(name)) return false;
    if (builtinsByName.has(name) || isBuiltinWord(name)) return false;
    // Before, they are no names at all.
    if (release < HAND_WRITTEN && isReserved(name)) return false;
    if (isTypePlace && (isTypeWord(name) || name === 'unsigned')) return false;
    if (isTypePlace && release > NO_BARE_TYPES && pack.types.named(name) !== undefined) return false;
    return !enumConstants(pack.types).has(name);
  };
  return tree.items.flatMap((item) => {
    const { found, typePlaces } = identifiersOf(item);
    return found
      .filter((one) => isNothing(one, typePlaces.has(one)))
      .map(({ name, range }): Finding => {
        const fact = functionsByName.get(name);
        if (fact) return uncalled(fact, range, release);
        const near = nearestNames(name, [
          ...builtinsByName.keys(),
          ...own,
          ...(/^[A-Z]/.test(name) ? enumConstants(pack.types) : []),
        ]);
        const hint = near[0] === undefined ? '' : ` Did you mean \`${near[0]}\`?`;
        return {
          range,
          severity: release > NEWEST ? 'warning' : 'error',
          code: 'unknown-identifier',
          message: `\`${name}\` is no builtin of bpftrace, and no constant of the script or of Linux ${pack.manifest.release}.${hint}`,
          fixes: near.map((newText) => ({ title: `Change to \`${newText}\``, edits: [{ range, newText }] })),
        };
      });
  });
}

/** A function that is not called; those that go without parentheses are builtins, too. */
function uncalled(fact: FunctionFact, range: Range, release: number): Finding {
  const { name, signatures } = fact;
  return {
    range,
    severity: release > NEWEST ? 'warning' : 'error',
    code: 'uncalled-function',
    message: `\`${name}\` is a function and no value: call it, \`${signatures.join('` or `')}\`.`,
    fixes:
      arityOf(fact)?.least === 0
        ? [{ title: `Change to \`${name}()\``, edits: [{ range, newText: `${name}()` }] }]
        : [],
  };
}

interface Identifiers {
  readonly found: readonly Identifier[];
  /** Those of them that may name a type. */
  readonly typePlaces: ReadonlySet<Expression>;
}

/** The bare names of a probe or function; none of a macro, which is judged where it is expanded, nor where branches are left out. */
function identifiersOf(item: Item): Identifiers {
  const found: Identifier[] = [];
  const typePlaces = new Set<Expression>();
  const words = new Set<Expression>();
  let hasComptime = false;
  const noteType = (type: Expression | TypeReference | undefined): void => {
    if (type?.kind !== 'type') {
      if (type) typePlaces.add(type);
    } else noteType(type.of);
  };
  const visit: Visit = {
    statement: (statement) => {
      if (statement.kind === 'let' && statement.type) noteType(statement.type);
    },
    expression: (expression) => {
      if (expression.kind === 'comptime') hasComptime = true;
      if (expression.kind === 'cast') noteType(expression.type);
      if (expression.kind === 'sizeof' || expression.kind === 'offsetof' || expression.kind === 'typeinfo')
        noteType(expression.of);
      // Words such as the mode of a stack are the function's own.
      if (expression.kind === 'call' && argumentWords.has(expression.callee.text))
        for (const argument of expression.arguments) words.add(withoutParentheses(argument));
      if (expression.kind === 'identifier' && !words.has(expression)) found.push(expression);
    },
  };
  if (item.kind === 'probe' && item.predicate) walkExpression(item.predicate, visit);
  if (item.kind === 'probe' || item.kind === 'subprogram') walkBlock(item.body, visit);
  return { found: hasComptime ? [] : found, typePlaces };
}

const constantsOf = new WeakMap<TypeTable, ReadonlySet<string>>();

/** The constants of all enumerations of a kernel and its modules. */
function enumConstants(types: TypeTable): ReadonlySet<string> {
  const known = constantsOf.get(types);
  if (known) return known;
  const constants = new Set<string>();
  for (let id = 1; id <= types.size; id++) {
    const type = types.type(id);
    if (type?.kind === 'enum') for (const name of type.values.keys()) constants.add(name);
  }
  constantsOf.set(types, constants);
  return constants;
}
