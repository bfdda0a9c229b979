// Checks of maps: one shape of key, one kind of value, read only where written, and entries that nobody takes out.
import type { Finding, Fix } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import { functionsByName } from './functions.ts';
import type { BpftraceScript } from './parse.ts';
import type { Block, Expression, MapReference } from './tree.ts';
import { type ValueKind, valueKind } from './valueKind.ts';
import { NEWEST, releaseOf } from './versions.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';

/** Of each key, as far as it shows. */
type KeyKinds = readonly (ValueKind | undefined)[];

interface MapUses {
  /** Places where the map stands for a single value, or with how many keys. */
  readonly shapes: { readonly range: Range; readonly keys: number | undefined; readonly kinds: KeyKinds }[];
  /** What is assigned: a map function's name, `number` or `string`. */
  readonly values: { readonly range: Range; readonly kind: string }[];
  readonly reads: Range[];
  /** Whether a function is given it, which no release takes of a map that holds nothing. */
  given: boolean;
  written: boolean;
  removed: boolean;
  /** Where a time is kept a thread or a process. */
  /** Loops over it. */
  readonly loops: Range[];
  readonly starts: Range[];
  /** Bodies in which the map is read. */
  readonly readers: Set<Block>;
}

/** Functions that take a whole map, whatever its keys are. */
const wholeMap = new Set(['print', 'clear', 'zero', 'len', 'delete', 'has_key', 'find']);

/** The release from which on a map that nothing is stored in can be read: 0.27 does, 0.23 does not. */
const TAKES_EMPTY_MAPS = 24;

/** Findings about all maps. */
export function checkMaps({ tree, text }: BpftraceScript, { pack }: Source): readonly Finding[] {
  const release = releaseOf(pack) ?? NEWEST;
  const maps = new Map<string, MapUses>();
  const usesOf = (name: string): MapUses => {
    const known = maps.get(name);
    if (known) return known;
    const made: MapUses = {
      shapes: [],
      values: [],
      reads: [],
      given: false,
      written: false,
      removed: false,
      loops: [],
      starts: [],
      readers: new Set(),
    };
    maps.set(name, made);
    return made;
  };
  const note = (map: MapReference): MapUses => {
    const uses = usesOf(map.name.text);
    uses.shapes.push(shapeOf(map));
    return uses;
  };
  let body: Block | undefined;
  // Maps that are handed to a function whole, or gone over, are not read as values.
  const whole = new Set<Expression>();
  let hasMacros = false;
  const visit: Visit = {
    statement: (statement) => {
      if (statement.kind !== 'assignment' || statement.target.kind !== 'map') return;
      const uses = usesOf(statement.target.name.text);
      // `+=` and its like make a number of it, whatever is added.
      const kind = statement.operator.text === '=' ? kindOf(statement.value) : 'number';
      if (kind !== undefined)
        uses.values.push({
          range: statement.operator.text === '=' ? statement.value.range : statement.target.range,
          kind,
        });
      const [key, ...others] = statement.target.keys ?? [];
      if (key && others.length === 0 && isThread(key) && isTime(statement.value))
        uses.starts.push(statement.target.range);
    },
    target: (target) => {
      if (target.kind === 'map') note(target).written = true;
    },
    expression: (expression) => {
      for (const argument of expression.kind === 'call' ? expression.arguments : [])
        if (argument.kind === 'map') usesOf(argument.name.text).given = true;
      if (expression.kind === 'call' && wholeMap.has(expression.callee.text)) {
        const [first] = expression.arguments;
        if (first?.kind === 'map') {
          if (!first.keys) whole.add(first);
          if (/^(?:delete|clear)$/.test(expression.callee.text)) {
            usesOf(first.name.text).removed = true;
            // Taking an entry out reads nothing; without a key it is the only value of the map that goes.
            if (first.keys || (expression.callee.text === 'delete' && expression.arguments.length === 1))
              usesOf(first.name.text).shapes.push(shapeOf(first));
            whole.add(first);
          }
          const [, key] = expression.arguments;
          if (key && !first.keys && /^(?:delete|has_key)$/.test(expression.callee.text))
            usesOf(first.name.text).shapes.push({ ...shapeOf({ ...first, keys: [key] }), range: key.range });
        }
      }
      if (expression.kind === 'step' && expression.operand.kind === 'map')
        usesOf(expression.operand.name.text).values.push({ range: expression.operand.range, kind: 'number' });
      if (expression.kind === 'addressOf') {
        const { operand } = expression;
        if (operand.kind === 'map') Object.assign(usesOf(operand.name.text), { written: true, removed: true });
        whole.add(operand);
      }
      if (expression.kind !== 'map') return;
      const uses = usesOf(expression.name.text);
      uses.reads.push(expression.range);
      if (body) uses.readers.add(body);
      if (!whole.has(expression)) note(expression);
    },
  };
  // A loop's map is walked before the loop, so the loops come first.
  const loops: Visit = {
    statement: (statement) => {
      if (statement.kind !== 'for') return;
      whole.add(statement.from);
      if (statement.from.kind === 'map' && !statement.from.keys)
        usesOf(statement.from.name.text).loops.push(statement.from.range);
    },
  };
  for (const item of tree.items) {
    if (item.kind === 'mapDeclaration') usesOf(item.name.text).written = true;
    if (item.kind === 'macro' || item.kind === 'import') hasMacros = true;
    if (item.kind !== 'probe' && item.kind !== 'subprogram') continue;
    body = item.body;
    if (item.kind === 'probe' && item.predicate) walkExpression(item.predicate, visit);
    walkBlock(item.body, loops);
    walkBlock(item.body, visit);
  }
  // A macro may do anything to a map that it is given.
  if (hasMacros) return [];
  return [...maps].flatMap(([name, uses]) => findingsOf(name, uses, text, release));
}

function findingsOf(name: string, uses: MapUses, text: string, release: number): readonly Finding[] {
  const findings: Finding[] = [];
  const [read] = uses.reads;
  if (!uses.written && read) {
    findings.push({
      range: { start: read.start, end: read.start + name.length },
      severity: uses.given || release < TAKES_EMPTY_MAPS ? 'error' : 'warning',
      code: 'undefined-map',
      message: `Nothing is ever stored in \`${name}\`, so bpftrace does not know what it holds.`,
    });
    return findings;
  }
  const [first, ...rest] = uses.shapes.filter(({ keys }) => keys !== -1);
  const isUncounted = ({ keys }: MapUses['shapes'][number]): boolean => keys === -1;
  const other =
    rest.find(({ keys }) => keys !== first?.keys) ??
    // However many keys these are, they are not none.
    (first && first.keys === undefined ? uses.shapes.find(isUncounted) : undefined);
  if (first && other) {
    findings.push({
      range: other.range,
      severity: 'error',
      code: 'map-keys',
      message: `\`${name}\` stands ${shapeWords(other.keys)} here and ${shapeWords(first.keys)} before; a map has one shape of key.`,
    });
  }
  const [loop] = uses.loops;
  if (loop && first && first.keys === undefined) {
    const message = `\`${name}\` holds a single value: a loop goes over maps with keys.`;
    findings.push({ range: loop, severity: 'error', code: 'map-keys', message });
  }
  const unlike = other ? undefined : otherKinds(uses.shapes);
  if (unlike) {
    const message = `A key of \`${name}\` is a number in one place and a text in another; a map has one kind of key.`;
    findings.push({ range: unlike, severity: 'error', code: 'map-keys', message });
  }
  const [value, ...values] = uses.values;
  const otherValue = values.find(({ kind }) => kind !== value?.kind);
  if (value && otherValue) {
    findings.push({
      range: otherValue.range,
      severity: 'error',
      code: 'map-values',
      message: `\`${name}\` gets ${valueWords(otherValue.kind)} here and ${valueWords(value.kind)} before; a map has one kind of value.`,
    });
  }
  const [start] = uses.starts;
  if (start && !uses.removed) {
    findings.push({
      range: start,
      severity: 'warning',
      code: 'missing-delete',
      message: `No entry of \`${name}\` is ever taken out: it grows with every thread, and a later thread of the same id finds the old time. Add \`delete(${name}[tid])\` where the time has been used.`,
      fixes: deletionIn(uses.readers, text.slice(start.start, start.end), text),
    });
  }
  return findings;
}

/** Takes the entry out at the end of the only body that reads the map; no fix where there are several. */
function deletionIn(readers: ReadonlySet<Block>, entry: string, text: string): readonly Fix[] {
  const [reader, ...others] = readers;
  if (!reader || others.length > 0 || reader.recovered) return [];
  const at = reader.range.end - 1;
  const before = text.slice(reader.range.start + 1, at);
  const needsSemicolon = !/[;}]\s*$/.test(before) && before.trim() !== '';
  const lastLine = /\n([ \t]*)\S[^\n]*\s*$/.exec(before);
  const close = before.length - before.trimEnd().length;
  const mark = needsSemicolon ? ';' : '';
  const newText = lastLine ? `${mark}\n${lastLine[1]}delete(${entry});` : `${mark} delete(${entry});`;
  const range = { start: at - close, end: at - close };
  return [{ title: `Add \`delete(${entry})\``, edits: [{ range, newText }] }];
}

function shapeWords(keys: number | undefined): string {
  if (keys === undefined) return 'without a key';
  if (keys === -1) return 'with a key';
  return keys === 1 ? 'with one key' : `with ${keys} keys`;
}

function valueWords(kind: string): string {
  return kind === 'number' || kind === 'string' ? `a ${kind}` : `\`${kind}()\``;
}

function shapeOf({ range, keys }: MapReference): MapUses['shapes'][number] {
  const [only] = keys ?? [];
  const parts = keys?.length === 1 && only?.kind === 'tuple' ? only.elements : (keys ?? []);
  return { range, keys: keys && keyCount(keys), kinds: parts.map(valueKind) };
}

/** The first place with a key of another kind than one before it. */
function otherKinds(shapes: MapUses['shapes']): Range | undefined {
  const seen: (ValueKind | undefined)[] = [];
  for (const { kinds, range } of shapes) {
    if (kinds.some((kind, index) => kind && seen[index] && kind !== seen[index])) return range;
    for (const [index, kind] of kinds.entries()) seen[index] ??= kind;
  }
  return undefined;
}

/** How many keys; -1 where a single one may itself be a tuple. */
function keyCount(keys: readonly Expression[]): number {
  const [only] = keys;
  if (keys.length !== 1 || !only) return keys.length;
  if (only.kind === 'tuple') return only.elements.length;
  return only.kind === 'integer' || only.kind === 'string' || (only.kind === 'identifier' && only.name !== 'args')
    ? 1
    : -1;
}

function kindOf(value: Expression): string | undefined {
  if (value.kind === 'call' && functionsByName.get(value.callee.text)?.mapValue) {
    return value.callee.text;
  }
  if (value.kind === 'integer') return 'number';
  return value.kind === 'string' ? 'string' : undefined;
}

function isThread(key: Expression): boolean {
  return key.kind === 'identifier' && key.name === 'tid';
}

function isTime(value: Expression): boolean {
  return (
    (value.kind === 'identifier' && /^(?:nsecs|elapsed)$/.test(value.name)) ||
    (value.kind === 'call' && value.callee.text === 'nsecs')
  );
}
