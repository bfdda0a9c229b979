// Checks of types as written: structs that neither the target nor the script has, and `.` and `->` as older releases take them.
import type { Finding } from '../../syntax/finding.ts';
import { nearestNames } from '../../syntax/nearestNames.ts';
import type { Source } from '../language.ts';
import { parseAttachPoint } from './attachPoint.ts';
import { builtinsByName } from './builtins.ts';
import type { BpftraceScript } from './parse.ts';
import type { Expression, Item, Member, TypeReference } from './tree.ts';
import { typeOf } from './typeOf.ts';
import { NEWEST, releaseOf } from './versions.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';
import { isBuiltinWord, isTypeWord } from './words.ts';

/** The last release that tells `.` from `->`: 0.23 does, 0.25 does not. */
const TELLS_POINTERS = 23;

/** Where a type stands. */
interface Place {
  readonly source: Source;
  /** What the script's own C definitions define or mention: `struct name`. */
  readonly ownTags: ReadonlySet<string>;
}

/** Findings about types; none where headers, macros or imports may bring more of them. */
export function checkTypes(script: BpftraceScript, source: Source): readonly Finding[] {
  const { items } = script.tree;
  if (!source.pack.knows('types') || items.some(({ kind }) => /^(?:preprocessor|import|macro)$/.test(kind))) return [];
  const place: Place = { source, ownTags: tagsOf(items) };
  // A struct of the script's own may take the place of the kernel's.
  const isOlder = place.ownTags.size === 0 && (releaseOf(source.pack) ?? TELLS_POINTERS + 1) <= TELLS_POINTERS;
  return items.flatMap((item) => {
    if (item.kind === 'subprogram') {
      const types = [item.result, ...item.parameters.map(({ type }) => type)];
      return types.flatMap((type) => (type ? checkDeclared(type, place) : []));
    }
    // A program's own types are known to its debug information.
    if (item.kind !== 'probe' || item.points.some(({ text }) => isOfProgram(text))) return [];
    const findings: Finding[] = [];
    const visit: Visit = {
      statement: (statement) => {
        if (statement.kind === 'let' && statement.type) findings.push(...checkDeclared(statement.type, place));
      },
      expression: (expression) => {
        if (expression.kind === 'cast') findings.push(...checkCast(expression.type, place));
        if ((expression.kind === 'sizeof' || expression.kind === 'offsetof') && expression.of.kind === 'type')
          findings.push(...checkTag(expression.of, place));
        if (isOlder && expression.kind === 'member') findings.push(...checkOperator(expression, item, script, source));
      },
    };
    if (item.predicate) walkExpression(item.predicate, visit);
    walkBlock(item.body, visit);
    return findings;
  });
}

function isOfProgram(text: string): boolean {
  return /^(?:uprobe|uretprobe|usdt|watchpoint|asyncwatchpoint)$/.test(parseAttachPoint(text).provider ?? '');
}

/** Clang knows a struct from its first mention on. */
function tagsOf(items: readonly Item[]): ReadonlySet<string> {
  const tags = new Set<string>();
  for (const item of items) {
    if (item.kind !== 'definition') continue;
    for (const [, tag, name] of item.text.matchAll(/\b(struct|union|enum)\s+([A-Za-z_]\w*)/g))
      tags.add(`${tag} ${name}`);
  }
  return tags;
}

function checkTag({ tag, name }: TypeReference, { source: { pack }, ownTags }: Place): readonly Finding[] {
  // `struct _tracepoint_…` is what older releases call the record of a tracepoint.
  if (!tag || !name || name.text === '' || name.text.startsWith('_tracepoint_')) return [];
  const isKnown = (one: Tag): boolean =>
    ownTags.has(`${one} ${name.text}`) || pack.types.named(name.text, one) !== undefined;
  if (isKnown(tag)) return [];
  const others = tagWords.filter(isKnown);
  const near =
    others.length > 0
      ? []
      : nearestNames(name.text, pack.types.search({ typed: name.text.slice(0, -1), limit: 100 }).hits);
  const hint = others[0] ? ` There is \`${others[0]} ${name.text}\`.` : near[0] ? ` Did you mean \`${near[0]}\`?` : '';
  return [
    {
      range: name.range,
      severity: 'error',
      code: 'unknown-type',
      message: `The types of Linux ${pack.manifest.release} have no \`${tag} ${name.text}\`.${hint}`,
      fixes: near.map((newText) => ({ title: `Change to \`${newText}\``, edits: [{ range: name.range, newText }] })),
    },
  ];
}

type Tag = NonNullable<TypeReference['tag']>;
const tagWords: readonly Tag[] = ['struct', 'union', 'enum'];

/** Types of C that are one word, as bpftrace calls them. */
const cTypes: ReadonlyMap<string, string> = new Map([
  ['char', 'int8'],
  ['short', 'int16'],
  ['int', 'int32'],
  ['long', 'int64'],
  ['unsigned', 'uint32'],
]);

/** The first release that surely looks the type of a `let` up: 0.23 takes any `struct`, between them is not told. */
const LOOKS_DECLARED_UP = 27;

function checkDeclared(type: TypeReference, place: Place): readonly Finding[] {
  const looksUp = looksDeclaredUp(place.source);
  if (type.tag) return looksUp && type.tag !== 'enum' ? checkTag(type, place) : [];
  // What holds a number or a text is not told from the name of a type before.
  return !looksUp && type.name && isValueWord(type.name.text) ? [] : checkBareName(type, place);
}

function looksDeclaredUp({ pack }: Source): boolean {
  return (releaseOf(pack) ?? NEWEST) >= LOOKS_DECLARED_UP;
}

function isValueWord(word: string): boolean {
  return builtinsByName.has(word) || isBuiltinWord(word);
}

function checkCast(type: TypeReference, place: Place): readonly Finding[] {
  // In parentheses up to 0.25 these may be values yet.
  const mayBeValue =
    type.suffixes.some(({ kind }) => kind === 'array') || (type.name !== undefined && isValueWord(type.name.text));
  return [...checkTag(type, place), ...(mayBeValue ? [] : checkBareName(type, place))];
}

/** Words for types that releases up to 0.23 have and the newest looks up among the kernel's types. */
const formerTypes = new Set([
  ...['buf', 'cgroup_path', 'mac_address', 'strerror', 'symbol', 'username'],
  ...['hist_t', 'kstack', 'ksym_t', 'lhist_t', 'tseries_t', 'ustack', 'usym_t'],
]);

/** Types of bpftrace's own that some releases know and some do not. */
const ownTypes = new Set(['cgroup_path_t', 'kstack_t', 'macaddr_t', 'strerror_t', 'username_t', 'ustack_t']);

/** A type without `struct`: the target's BTF has it, and up to 0.23 that helps only where no tag would go before it. */
function checkBareName({ tag, name }: TypeReference, { source, ownTags }: Place): readonly Finding[] {
  if (tag || !name || name.text === '' || ownTypes.has(name.text)) return [];
  if (isTypeWord(name.text) && !(looksDeclaredUp(source) && formerTypes.has(name.text))) return [];
  const { pack } = source;
  const { types, manifest } = pack;
  const found = types.named(name.text);
  const { range } = name;
  const ofC = cTypes.get(name.text);
  const isOld = (releaseOf(pack) ?? NEWEST) <= TELLS_POINTERS;
  if (ofC !== undefined && !isOld) return [];
  const own = tagWords.find((one) => ownTags.has(`${one} ${name.text}`));
  if (found === undefined && own !== undefined) {
    const newText = `${own} ${name.text}`;
    return [
      {
        range,
        severity: 'error',
        code: 'unknown-type',
        message: `bpftrace finds the script's own types by their tag only. Write \`${newText}\`.`,
        fixes: [{ title: `Change to \`${newText}\``, edits: [{ range, newText }] }],
      },
    ];
  }
  if (found === undefined && ofC === undefined) {
    const near = nearestNames(name.text, types.search({ typed: name.text.slice(0, -1), limit: 100 }).hits);
    const hint = near[0] === undefined ? '' : ` Did you mean \`${near[0]}\`?`;
    return [
      {
        range,
        severity: 'error',
        code: 'unknown-type',
        message: `The types of Linux ${manifest.release} have no \`${name.text}\`.${hint}`,
        fixes: near.map((newText) => ({ title: `Change to \`${newText}\``, edits: [{ range, newText }] })),
      },
    ];
  }
  if (!isOld) return [];
  const type = found === undefined ? undefined : types.type(types.resolve(found));
  const isRecord = type?.kind === 'struct' || type?.kind === 'union';
  if (isRecord && type.name === '') return [];
  const ofInt = type?.kind === 'int' ? `${type.signed ? '' : 'u'}int${type.size * 8}` : undefined;
  const newText = isRecord ? `${type.kind} ${type.name}` : (ofC ?? ofInt);
  const write = newText === undefined ? '' : ` Write \`${newText}\`.`;
  return [
    {
      range,
      severity: 'error',
      code: 'unknown-type',
      message: `The target's bpftrace knows no type by \`${name.text}\` alone.${write}`,
      fixes: newText === undefined ? [] : [{ title: `Change to \`${newText}\``, edits: [{ range, newText }] }],
    },
  ];
}

function checkOperator(member: Member, item: Item, script: BpftraceScript, source: Source): readonly Finding[] {
  const { operator, object } = member;
  const pointer = isPointer(object, item, script, source);
  if (pointer === undefined || pointer === (operator.text === '->')) return [];
  const newText = pointer ? '->' : '.';
  const what = pointer ? 'a pointer' : 'no pointer';
  return [
    {
      range: operator.range,
      severity: 'error',
      code: 'member-operator',
      message: `This is ${what}: the target's bpftrace takes \`${newText}\` here.`,
      fixes: [{ title: `Change to \`${newText}\``, edits: [{ range: operator.range, newText }] }],
    },
  ];
}

/** All that is stored in a variable; a value that is not known among them where it is more than assigned. */
function valuesOf(name: string, item: Item): readonly (Expression | undefined)[] {
  if (item.kind !== 'probe') return [];
  const values: (Expression | undefined)[] = [];
  walkBlock(item.body, {
    statement: (statement) => {
      if (statement.kind === 'let' && statement.name.text === name)
        values.push(statement.value && !holdsVariable(statement.value) ? statement.value : undefined);
      if (statement.kind === 'for' && statement.name.text === name) values.push(undefined);
      if (statement.kind !== 'assignment' || statement.target.kind !== 'variable') return;
      // Variables that are set from each other could be looked up for ever.
      if (statement.target.name === name) values.push(holdsVariable(statement.value) ? undefined : statement.value);
    },
  });
  return values;
}

function holdsVariable(value: Expression): boolean {
  let found = false;
  walkExpression(value, {
    expression: (expression) => {
      if (expression.kind === 'variable') found = true;
    },
  });
  return found;
}

/** Whether an expression is a pointer to a struct (true) or a struct itself (false); undefined where that is not certain. */
function isPointer(object: Expression, item: Item, script: BpftraceScript, source: Source): boolean | undefined {
  switch (object.kind) {
    case 'group':
      return isPointer(object.expression, item, script, source);
    case 'identifier':
      return object.name === 'curtask' ? true : undefined;
    case 'cast':
      return object.type.tag && object.type.suffixes.length === 1
        ? object.type.suffixes[0]?.kind === 'pointer'
        : undefined;
    case 'variable': {
      const values = valuesOf(object.name, item);
      return values.length === 1 && values[0] ? isPointer(values[0], item, script, source) : undefined;
    }
    case 'member': {
      if (object.object.kind === 'identifier' && object.object.name === 'args') return undefined;
      const { types } = source.pack;
      const found = typeOf(object, { source, tree: script.tree, item });
      const type = found === undefined ? undefined : types.type(types.resolve(found));
      if (type?.kind === 'pointer') return true;
      return type?.kind === 'struct' || type?.kind === 'union' ? false : undefined;
    }
    default:
      return undefined;
  }
}
