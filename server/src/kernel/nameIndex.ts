// Many names, searched while the user types: one text in folded order and typed arrays beside it, no object a name.
import type { Glob } from './glob.ts';
import { humpMatcher, letterSet } from './humps.ts';
import { type NameSpans, orderNames } from './nameOrder.ts';

/** How good a name is among those that match alike: 0 good, 1 poor, undefined not wanted at all. */
export type Rank = 0 | 1 | undefined;

/** Names in folded order, numbered from 0. */
export interface NameIndex {
  readonly size: number;
  name(index: number): string;
  /** The numbers of a name, case counting: `[first, afterLast)`. */
  find(name: string): readonly [number, number];
  /** Numbers of the best names first: prefix, then humps, then substring; within each those that `rank` calls 0, then 1. */
  search(typed: string, rank?: (index: number) => Rank): Iterable<number>;
  /** Numbers of the names that match, in order. */
  glob(glob: Glob): Iterable<number>;
}

/** Makes an index; `order[i]` tells which of the given names became number `i`. */
export function buildNameIndex(spans: NameSpans): { readonly index: NameIndex; readonly order: Uint32Array } {
  const order = orderNames(spans);
  const { bytes, starts, ends, count } = spans;
  let length = 0;
  for (let i = 0; i < count; i++) length += (ends[i] ?? 0) - (starts[i] ?? 0) + 1;
  const joined = Buffer.allocUnsafe(length);
  const places = new Uint32Array(count + 1);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const from = order[i] ?? 0;
    const end = ends[from] ?? 0;
    places[i] = at;
    for (let source = starts[from] ?? 0; source < end; source++) joined[at++] = bytes[source] ?? 0;
    joined[at++] = 10;
  }
  places[count] = at;
  return { index: new FoldedIndex(joined.toString('latin1', 0, at), places), order };
}

/** Makes an index of a list of names. */
export function indexNames(names: readonly string[]): { readonly index: NameIndex; readonly order: Uint32Array } {
  const bytes = Buffer.from(names.join('\n'), 'latin1');
  const starts = new Uint32Array(names.length);
  const ends = new Uint32Array(names.length);
  let at = 0;
  for (const [i, name] of names.entries()) {
    starts[i] = at;
    ends[i] = at + name.length;
    at += name.length + 1;
  }
  return buildNameIndex({ bytes, starts, ends, count: names.length });
}

/** Names from this length on are all as long to the ranking. */
const LONGEST = 1024;

class FoldedIndex implements NameIndex {
  readonly size: number;
  readonly #text: string;
  readonly #folded: string;
  readonly #places: Uint32Array;
  #letters: Uint32Array | undefined;

  constructor(text: string, places: Uint32Array) {
    this.#text = text;
    const folded = foldAscii(text);
    // One string where nothing differs: most kernels have few upper-case names, but modules of others may.
    this.#folded = folded === text ? text : folded;
    this.#places = places;
    this.size = places.length - 1;
  }

  name(index: number): string {
    return this.#text.slice(this.#start(index), this.#end(index));
  }

  find(name: string): readonly [number, number] {
    const folded = foldAscii(name);
    const low = this.#lowerBound(folded);
    let first = low;
    while (first < this.size && this.name(first) !== name && this.#foldedName(first) === folded) first++;
    let end = first;
    while (end < this.size && this.name(end) === name) end++;
    return [first, end];
  }

  *search(typed: string, rank: (index: number) => Rank = () => 0): Iterable<number> {
    const needle = foldAscii(typed);
    const low = this.#lowerBound(needle);
    const poor: number[] = [];
    let high = low;
    for (; high < this.size && this.#folded.startsWith(needle, this.#start(high)); high++) {
      const ranked = rank(high);
      if (ranked === 0) yield high;
      if (ranked === 1) poor.push(high);
    }
    yield* poor;
    if (needle === '') return;

    const seen = new Set<number>();
    for (const index of this.#humps(typed, rank)) {
      if (index >= low && index < high) continue;
      seen.add(index);
      yield index;
    }
    poor.length = 0;
    for (const index of this.#containing(needle)) {
      if ((index >= low && index < high) || seen.has(index)) continue;
      const ranked = rank(index);
      if (ranked === 0) yield index;
      if (ranked === 1) poor.push(index);
    }
    yield* poor;
  }

  *glob(glob: Glob): Iterable<number> {
    if (glob.exact !== undefined) {
      const [first, end] = this.find(glob.exact);
      for (let index = first; index < end; index++) yield index;
      return;
    }
    const prefix = foldAscii(glob.prefix);
    if (prefix !== '') {
      for (let index = this.#lowerBound(prefix); index < this.size; index++) {
        if (!this.#folded.startsWith(prefix, this.#start(index))) return;
        if (glob.test(this.name(index))) yield index;
      }
      return;
    }
    const candidates = glob.literal === '' ? this.#all() : this.#containing(foldAscii(glob.literal));
    for (const index of candidates) if (glob.test(this.name(index))) yield index;
  }

  *#all(): Iterable<number> {
    for (let index = 0; index < this.size; index++) yield index;
  }

  /** The shortest first: with few letters typed, the plain name is meant before its many compounds. */
  #humps(typed: string, rank: (index: number) => Rank): Iterable<number> {
    const matches = humpMatcher(typed);
    if (!matches) return [];
    const letters = this.#letterSets();
    const wanted = letterSet(typed);
    const found: number[] = [];
    for (let index = 0; index < this.size; index++) {
      if (((letters[index] ?? 0) & wanted) !== wanted) continue;
      const start = this.#start(index);
      const end = this.#end(index);
      if (!matches(this.#text, start, end)) continue;
      const ranked = rank(index);
      if (ranked !== undefined) found.push((ranked * LONGEST + Math.min(end - start, LONGEST - 1)) * this.size + index);
    }
    return Float64Array.from(found)
      .sort()
      .map((key) => key % this.size);
  }

  #letterSets(): Uint32Array {
    if (!this.#letters) {
      this.#letters = new Uint32Array(this.size);
      for (let index = 0; index < this.size; index++) {
        this.#letters[index] = letterSet(this.#text, this.#start(index), this.#end(index));
      }
    }
    return this.#letters;
  }

  *#containing(needle: string): Iterable<number> {
    if (needle.includes('\n')) return;
    for (let at = this.#folded.indexOf(needle); at >= 0; ) {
      const index = this.#indexAt(at);
      yield index;
      at = this.#folded.indexOf(needle, this.#start(index + 1));
    }
  }

  /** The first name that is not before a folded text. */
  #lowerBound(folded: string): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#foldedName(middle) < folded) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The name that an offset of the text lies in. */
  #indexAt(offset: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#start(middle + 1) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #foldedName(index: number): string {
    return this.#folded.slice(this.#start(index), this.#end(index));
  }

  #start(index: number): number {
    return this.#places[index] ?? this.#text.length;
  }

  #end(index: number): number {
    return this.#start(index + 1) - 1;
  }
}

/** Lower case for ASCII only, so that offsets stay. */
function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
}
