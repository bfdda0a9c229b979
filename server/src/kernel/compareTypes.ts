// The structs, unions and enumerations of two kernels, side by side: members and values that came, went, moved or changed.
import type { PartDifference, TypeDifference } from '../protocol.ts';
import type { TypeTable } from './kernelPack.ts';

/** Members that a script touches, by the type's name as `TypeDifference` spells it. */
export type TouchedMembers = ReadonlyMap<string, ReadonlySet<string>>;

/** Nameless structs in nameless structs: real ones stay far below. */
const DEEPEST = 8;
/** Members that are looked at of one type and of one table: a forged one grows without end. */
const MOST_OF_TYPE = 1 << 14;
const MOST_OF_TABLE = 1 << 22;

/** Compares all types that have a name, or only those of `touched` with only its members. */
export function compareTypes(before: TypeTable, after: TypeTable, touched?: TouchedMembers): readonly TypeDifference[] {
  const old = new Layouts(before);
  const fresh = new Layouts(after);
  const [olds, freshes] = [old.all(touched?.keys()), fresh.all(touched?.keys())];
  const differences: TypeDifference[] = [];
  for (const name of [...new Set([...olds.keys(), ...freshes.keys()])].sort()) {
    const was = olds.get(name);
    const is = freshes.get(name);
    if (was === undefined || is === undefined) {
      differences.push({ name, change: was === undefined ? 'added' : 'removed', members: [] });
      continue;
    }
    const parts = compareParts(old.of(was), fresh.of(is));
    const members = touched ? parts.filter((part) => isTouched(part.name, touched.get(name))) : parts;
    const size = { before: old.size(was), after: fresh.size(is) };
    const isResized = touched === undefined && size.before !== size.after;
    if (members.length > 0 || isResized) {
      differences.push({ name, change: 'changed', ...(isResized && { size }), members });
    }
  }
  return differences;
}

/** A part's type and place, each as it is told. */
export interface Part {
  readonly type: string;
  readonly place: string;
}

/** What changed of parts by name: in the order of the old ones, then the new ones. */
export function compareParts(
  before: ReadonlyMap<string, Part>,
  after: ReadonlyMap<string, Part>,
): readonly PartDifference[] {
  const differences: PartDifference[] = [];
  for (const [name, was] of before) {
    const is = after.get(name);
    if (is === undefined) differences.push({ name, change: 'removed', before: spell(was) });
    else if (is.type !== was.type) differences.push({ name, change: 'retyped', before: spell(was), after: spell(is) });
    else if (is.place !== was.place) differences.push({ name, change: 'moved', before: was.place, after: is.place });
  }
  for (const [name, is] of after) {
    if (!before.has(name)) differences.push({ name, change: 'added', after: spell(is) });
  }
  return differences;
}

function spell({ type, place }: Part): string {
  return [type, place].filter(Boolean).join(', ');
}

/** A touched member brings what is inside it. */
function isTouched(name: string, members: ReadonlySet<string> | undefined): boolean {
  return members?.has(name) === true || members?.has(name.split('.', 1)[0] ?? '') === true;
}

/** The layouts of one kernel's types. */
class Layouts {
  readonly #types: TypeTable;
  readonly #spelled = new Map<number, string>();
  #left = MOST_OF_TABLE;

  constructor(types: TypeTable) {
    this.#types = types;
  }

  /** Ids by name, of all types or of those named. */
  all(wanted: Iterable<string> = this.#names()): ReadonlyMap<string, number> {
    const ids = new Map<string, number>();
    for (const name of wanted) {
      const id = this.#find(name);
      if (id !== undefined) ids.set(name, id);
    }
    return ids;
  }

  *#names(): Iterable<string> {
    for (const name of this.#types.search({ typed: '', limit: Number.POSITIVE_INFINITY }).hits) {
      yield `struct ${name}`;
      yield `union ${name}`;
      yield `enum ${name}`;
      yield name;
    }
  }

  /** The id of the struct, union or enumeration that goes by a name; a bare name is a typedef of a nameless struct. */
  #find(name: string): number | undefined {
    const [word = '', tagged] = name.split(' ', 2);
    if (tagged !== undefined && (word === 'struct' || word === 'union' || word === 'enum'))
      return this.#types.named(tagged, word);
    const typedef = this.#types.named(word, 'typedef');
    const id = typedef === undefined ? undefined : this.#types.resolve(typedef);
    return id !== undefined && this.#isNameless(id) ? id : undefined;
  }

  /** Bytes. */
  size(id: number): number {
    const type = this.#types.type(id);
    return type?.kind === 'struct' || type?.kind === 'union' || type?.kind === 'enum' ? type.size : 0;
  }

  of(id: number): ReadonlyMap<string, Part> {
    const type = this.#types.type(id);
    if (type?.kind === 'enum') return this.#values(type.values);
    const parts = new Map<string, Part>();
    this.#collect(id, '', 0, 0, parts);
    return parts;
  }

  #values(values: ReadonlyMap<string, bigint>): ReadonlyMap<string, Part> {
    const parts = new Map<string, Part>();
    for (const [name, value] of values) {
      if (parts.size >= MOST_OF_TYPE || this.#left-- <= 0) break;
      parts.set(name, { type: '', place: `value ${value}` });
    }
    return parts;
  }

  #collect(id: number, path: string, bitOffset: number, depth: number, into: Map<string, Part>): void {
    if (depth > DEEPEST) return;
    for (const { name, type, bitOffset: at, bitWidth } of this.#types.members(id)) {
      if (into.size >= MOST_OF_TYPE || this.#left-- <= 0) return;
      const bit = bitOffset + at;
      into.set(`${path}${name}`, { type: this.#spell(type), place: spellPlace(bit, bitWidth) });
      // A nameless struct is spelled alike whatever is in it.
      const inner = this.#unwrap(type);
      if (this.#isNameless(inner)) this.#collect(inner, `${path}${name}.`, bit, depth + 1, into);
    }
  }

  /** What a member holds, arrays and qualifiers aside; a typedef has a name of its own. */
  #unwrap(id: number): number {
    let at = id;
    for (let step = 0; step < DEEPEST; step++) {
      const type = this.#types.type(at);
      if (type?.kind === 'qualifier') at = type.target;
      else if (type?.kind === 'array') at = type.element;
      else break;
    }
    return at;
  }

  #isNameless(id: number): boolean {
    const type = this.#types.type(id);
    return (type?.kind === 'struct' || type?.kind === 'union') && type.name === '';
  }

  #spell(id: number): string {
    let spelled = this.#spelled.get(id);
    if (spelled === undefined) {
      spelled = this.#types.spell(id);
      this.#spelled.set(id, spelled);
    }
    return spelled;
  }
}

function spellPlace(bitOffset: number, bitWidth: number): string {
  const place = `offset ${Math.floor(bitOffset / 8)}`;
  if (bitWidth === 0) return place;
  return `${place}, bit ${bitOffset % 8}, ${bitWidth} ${bitWidth === 1 ? 'bit' : 'bits'} wide`;
}
