// The types of a kernel and its modules out of their BTF, each type read when it is asked for.
import { BtfBlob, BtfKind } from './btfBlob.ts';
import type { KernelType, NameHits, NameSearch, TypeMember, TypeTable } from './kernelPack.ts';
import { indexNames, type NameIndex } from './nameIndex.ts';
import { spellType } from './spellType.ts';
import { isNamedType, type PlacedBlob, TypeNames } from './typeNames.ts';

/** What the pack's own tables need beyond the contract. */
export interface BtfTypes extends TypeTable {
  /** The prototype of a function of a module; of vmlinux' where the module has none of that name. */
  prototypeOf(functionName: string, module: string): number | undefined;
}

/** Anonymous members in anonymous members, and links of one type to the next: real ones stay far below. */
const DEEPEST = 32;
/** Members of one struct that are visited, those of anonymous members included: a forged nest grows without end. */
const MOST_MEMBERS = 1 << 16;

/** `blobs`: raw BTF by module, `vmlinux` the base that the others go on from. */
export function buildTypeTable(blobs: ReadonlyMap<string, Uint8Array>): BtfTypes {
  const placed: PlacedBlob[] = [];
  let nextId = 1;
  const place = (module: string, data: Uint8Array | undefined): void => {
    const blob = data && BtfBlob.open(data);
    if (!blob || blob.count === 0) return;
    placed.push({ blob, module, firstId: nextId });
    nextId += blob.count;
  };
  place('vmlinux', blobs.get('vmlinux'));
  // A module's blob means nothing without its base.
  if (placed.length > 0) {
    for (const module of [...blobs.keys()].sort()) if (module !== 'vmlinux') place(module, blobs.get(module));
  }
  return new Table(placed, nextId - 1);
}

class Table implements BtfTypes {
  readonly size: number;
  readonly #placed: readonly PlacedBlob[];
  readonly #baseCount: number;
  readonly #baseStringBytes: number;
  #names: TypeNames | undefined;
  #index: NameIndex | undefined;
  readonly #members = new Map<number, readonly TypeMember[]>();

  constructor(placed: readonly PlacedBlob[], size: number) {
    this.#placed = placed;
    this.size = size;
    this.#baseCount = placed[0]?.blob.count ?? 0;
    this.#baseStringBytes = placed[0]?.blob.stringBytes ?? 0;
  }

  type(id: number): KernelType | undefined {
    // Id 0 is C's void, in every blob.
    if (id === 0) return { kind: 'other', name: 'void' };
    const found = this.#find(id);
    return found && this.#read(found.placed, found.index);
  }

  named(name: string, kind?: KernelType['kind']): number | undefined {
    let forward: number | undefined;
    for (const id of this.#typeNames().named(name)) {
      const found = this.#kindOf(id);
      if (kind === undefined ? isNamedType(found) : kindName(found) === kind) return id;
      if (found === BtfKind.forward) forward ??= id;
    }
    return kind === undefined ? forward : undefined;
  }

  search({ typed, limit }: NameSearch): NameHits<string> {
    const index = this.#nameIndex();
    const hits: string[] = [];
    for (const i of index.search(typed)) {
      if (hits.length === limit) return { hits, incomplete: true };
      hits.push(index.name(i));
    }
    return { hits, incomplete: false };
  }

  spell(id: number): string {
    return spellType(this, id);
  }

  resolve(id: number, throughPointers = false): number {
    let at = id;
    for (let step = 0; step < DEEPEST; step++) {
      const type = this.type(at);
      if (type?.kind === 'typedef' || type?.kind === 'qualifier') at = type.target;
      else if (throughPointers && type?.kind === 'pointer') at = type.target;
      else break;
    }
    return at;
  }

  members(id: number): readonly TypeMember[] {
    let members = this.#members.get(id);
    if (!members) {
      const collected: TypeMember[] = [];
      this.#collectMembers(id, 0, { depth: 0, left: MOST_MEMBERS }, collected);
      members = collected;
      this.#members.set(id, members);
    }
    return members;
  }

  prototypeOf(functionName: string, module: string): number | undefined {
    let ofVmlinux: number | undefined;
    for (const id of this.#typeNames().named(functionName)) {
      const found = this.#find(id);
      if (!found || found.placed.blob.kind(found.index) !== BtfKind.function) continue;
      const prototype = this.#toId(found.placed, found.placed.blob.sizeOrType(found.index));
      if (this.#kindOf(prototype) !== BtfKind.prototype) continue;
      if (found.placed.module === module) return prototype;
      if (found.placed.module === 'vmlinux') ofVmlinux ??= prototype;
    }
    return module === 'vmlinux' ? ofVmlinux : undefined;
  }

  #collectMembers(id: number, bitOffset: number, budget: { depth: number; left: number }, into: TypeMember[]): void {
    const found = this.#find(id);
    if (!found || budget.depth > DEEPEST) return;
    const { blob } = found.placed;
    const kind = blob.kind(found.index);
    if (kind !== BtfKind.struct && kind !== BtfKind.union) return;
    const bitFields = blob.flag(found.index);
    for (let n = 0; n < blob.length(found.index); n++) {
      if (budget.left-- <= 0) return;
      const name = this.#string(found.placed, blob.extra(found.index, 3 * n));
      const type = this.#toId(found.placed, blob.extra(found.index, 3 * n + 1));
      const place = blob.extra(found.index, 3 * n + 2);
      const at = bitOffset + (bitFields ? place & 0xffffff : place);
      if (name === '') {
        budget.depth++;
        this.#collectMembers(this.resolve(type), at, budget, into);
        budget.depth--;
      } else {
        into.push({ name, type, bitOffset: at, bitWidth: bitFields ? place >>> 24 : 0 });
      }
    }
  }

  #read(placed: PlacedBlob, index: number): KernelType {
    const { blob } = placed;
    const name = this.#string(placed, blob.nameOffset(index));
    const size = blob.sizeOrType(index);
    const target = (): number => this.#toId(placed, size);
    switch (blob.kind(index)) {
      case BtfKind.int:
        return { kind: 'int', name, size, signed: ((blob.extra(index, 0) >>> 24) & 1) === 1 };
      case BtfKind.float:
        return { kind: 'float', name, size };
      case BtfKind.pointer:
        return { kind: 'pointer', target: target() };
      case BtfKind.array:
        return { kind: 'array', element: this.#toId(placed, blob.extra(index, 0)), length: blob.extra(index, 2) };
      case BtfKind.struct:
        return { kind: 'struct', name, size, memberCount: blob.length(index) };
      case BtfKind.union:
        return { kind: 'union', name, size, memberCount: blob.length(index) };
      case BtfKind.enum:
      case BtfKind.enum64:
        return { kind: 'enum', name, size, values: this.#enumValues(placed, index) };
      case BtfKind.forward:
        return { kind: 'forward', name };
      case BtfKind.typedef:
        return { kind: 'typedef', name, target: target() };
      case BtfKind.volatile:
        return { kind: 'qualifier', qualifier: 'volatile', target: target() };
      case BtfKind.const:
        return { kind: 'qualifier', qualifier: 'const', target: target() };
      case BtfKind.restrict:
        return { kind: 'qualifier', qualifier: 'restrict', target: target() };
      case BtfKind.typeTag:
        return { kind: 'qualifier', qualifier: 'tag', target: target() };
      case BtfKind.function:
        return { kind: 'function', name, prototype: target() };
      case BtfKind.prototype: {
        const parameters = [];
        for (let n = 0; n < blob.length(index); n++) {
          const type = this.#toId(placed, blob.extra(index, 2 * n + 1));
          parameters.push({ name: this.#string(placed, blob.extra(index, 2 * n)), type });
        }
        return { kind: 'prototype', result: target(), parameters };
      }
      default:
        return { kind: 'other', name };
    }
  }

  #enumValues(placed: PlacedBlob, index: number): ReadonlyMap<string, bigint> {
    const { blob } = placed;
    const wide = blob.kind(index) === BtfKind.enum64;
    const signed = blob.flag(index);
    const values = new Map<string, bigint>();
    for (let n = 0; n < blob.length(index); n++) {
      const at = n * (wide ? 3 : 2);
      const low = BigInt(blob.extra(index, at + 1));
      const bits = wide ? low | (BigInt(blob.extra(index, at + 2)) << 32n) : low;
      values.set(this.#string(placed, blob.extra(index, at)), signed ? BigInt.asIntN(wide ? 64 : 32, bits) : bits);
    }
    return values;
  }

  /** A blob's own id as one of this table's: ids up to the base's last mean the base. */
  #toId(placed: PlacedBlob, id: number): number {
    return placed.firstId === 1 || id <= this.#baseCount ? id : id - this.#baseCount - 1 + placed.firstId;
  }

  #string(placed: PlacedBlob, offset: number): string {
    if (placed.firstId === 1) return placed.blob.string(offset);
    const base = this.#placed[0];
    return offset < this.#baseStringBytes
      ? (base?.blob.string(offset) ?? '')
      : placed.blob.string(offset - this.#baseStringBytes);
  }

  #find(id: number): { readonly placed: PlacedBlob; readonly index: number } | undefined {
    if (!(id >= 1 && id <= this.size)) return undefined;
    let low = 0;
    let high = this.#placed.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#placed[middle]?.firstId ?? 0) <= id) low = middle;
      else high = middle - 1;
    }
    const placed = this.#placed[low];
    return placed && { placed, index: id - placed.firstId };
  }

  #kindOf(id: number): number {
    const found = this.#find(id);
    return found ? found.placed.blob.kind(found.index) : 0;
  }

  #typeNames(): TypeNames {
    this.#names ??= new TypeNames(
      this.size,
      (id) => {
        const place = this.#namePlace(id);
        return place ? place.blob.stringHash(place.offset) : 0;
      },
      (id, bytes) => {
        const place = this.#namePlace(id);
        return place?.blob.stringIs(place.offset, bytes) ?? false;
      },
    );
    return this.#names;
  }

  /** The blob that holds a type's name and the name's offset in it; undefined for nameless types. */
  #namePlace(id: number): { readonly blob: BtfBlob; readonly offset: number } | undefined {
    const found = this.#find(id);
    const base = this.#placed[0];
    if (!found || !base) return undefined;
    const offset = found.placed.blob.nameOffset(found.index);
    if (offset === 0) return undefined;
    if (found.placed.firstId === 1 || offset < this.#baseStringBytes) return { blob: base.blob, offset };
    return { blob: found.placed.blob, offset: offset - this.#baseStringBytes };
  }

  #nameIndex(): NameIndex {
    if (!this.#index) {
      const names = new Set<string>();
      for (let id = 1; id <= this.size; id++) {
        if (!isNamedType(this.#kindOf(id))) continue;
        const place = this.#namePlace(id);
        // A line break in a name is forged and would break the index's lines.
        const name = place?.blob.string(place.offset) ?? '';
        if (name !== '' && !name.includes('\n')) names.add(name);
      }
      this.#index = indexNames([...names]).index;
    }
    return this.#index;
  }
}

function kindName(kind: number): KernelType['kind'] {
  switch (kind) {
    case BtfKind.int:
      return 'int';
    case BtfKind.float:
      return 'float';
    case BtfKind.pointer:
      return 'pointer';
    case BtfKind.array:
      return 'array';
    case BtfKind.struct:
      return 'struct';
    case BtfKind.union:
      return 'union';
    case BtfKind.enum:
    case BtfKind.enum64:
      return 'enum';
    case BtfKind.forward:
      return 'forward';
    case BtfKind.typedef:
      return 'typedef';
    case BtfKind.volatile:
    case BtfKind.const:
    case BtfKind.restrict:
    case BtfKind.typeTag:
      return 'qualifier';
    case BtfKind.function:
      return 'function';
    case BtfKind.prototype:
      return 'prototype';
    default:
      return 'other';
  }
}
