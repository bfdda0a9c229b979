// The names of a program's C++ and Rust functions as their sources spell them, looked up and searched while the user types.
import { compileGlob } from './glob.ts';
import { indexNames, type NameIndex } from './nameIndex.ts';

/** A program's mangled functions by their demangled names. */
export interface DemangledNames {
  /** The functions that are not mangled; the program's own index where none is. */
  readonly others: NameIndex;
  /** The demangled name of a function; undefined for one that is not mangled, or cannot be read. */
  of(name: string): string | undefined;
  /** Mangled names, at most `most`: where a word of the demangled begins as typed, then where it is anywhere inside. */
  search(typed: string, most: number): readonly string[];
}

/** Demangles names of one program in their order, '' where that is impossible; gives fewer where it has to stop. */
export type Demangle = (names: readonly string[]) => AsyncIterable<readonly string[]>;

/** Characters of one name: past them only arguments of templates follow, hundreds of them. */
const LONGEST = 500;
/** Characters of all names. */
const MOST_TEXT = 1 << 26;
/** Letters from which on a search says something. */
const FEWEST_TYPED = 2;
/** Hits that are ranked: all there are for more than three letters. */
const MOST_HITS = 2000;

/** Whether a name is mangled: `_Z` of the Itanium C++ ABI (and older Rust), `_R` of Rust's RFC 2603. */
export function isMangled(name: string): boolean {
  return /^_[RZ]/.test(name);
}

/** Demangles all of a program's names that are mangled. */
export async function demangleAll(functions: NameIndex, demangle: Demangle): Promise<DemangledNames> {
  const numbers = ['_R*', '_Z*'].flatMap((pattern) => [...functions.glob(compileGlob(pattern))]);
  if (numbers.length === 0) return { others: functions, of: () => undefined, search: () => [] };
  const texts: string[] = [];
  const places = new Uint32Array(numbers.length + 1);
  let count = 0;
  let length = 0;
  for await (const some of demangle(numbers.map((number) => functions.name(number)))) {
    const shown = some.map((name) => {
      const short = name.length > LONGEST ? `${name.slice(0, LONGEST)}...` : name;
      // A character a byte, so that a megabyte is a megabyte, and letters keep their places when folded.
      return short.replace(/[^\x20-\xff]/g, '?');
    });
    for (const name of shown) {
      length += name.length + 1;
      places[++count] = length;
    }
    texts.push(`${shown.join('\n')}\n`);
    if (length > MOST_TEXT) break;
  }
  return new DemangledTable(functions, Uint32Array.from(numbers.slice(0, count)), places, texts.join(''));
}

class DemangledTable implements DemangledNames {
  readonly others: NameIndex;
  readonly #functions: NameIndex;
  /** Which function each name is of, ascending. */
  readonly #numbers: Uint32Array;
  /** Where each name begins in the text. */
  readonly #places: Uint32Array;
  readonly #text: string;
  readonly #folded: string;

  constructor(functions: NameIndex, numbers: Uint32Array, places: Uint32Array, text: string) {
    this.#functions = functions;
    this.#numbers = numbers;
    this.#places = places;
    this.#text = text;
    this.#folded = text.toLowerCase();
    const others: string[] = [];
    for (let number = 0; number < functions.size; number++) {
      const name = functions.name(number);
      if (!isMangled(name)) others.push(name);
    }
    this.others = indexNames(others).index;
  }

  of(name: string): string | undefined {
    const [number, afterLast] = this.#functions.find(name);
    const index = firstPast(this.#numbers.length, (middle) => (this.#numbers[middle] ?? 0) >= number);
    if (number === afterLast || this.#numbers[index] !== number) return undefined;
    return nameAt(this.#text, this.#places, index) || undefined;
  }

  search(typed: string, most: number): readonly string[] {
    const needle = typed.toLowerCase();
    if (needle.length < FEWEST_TYPED || needle.includes('\n')) return [];
    const found: { readonly index: number; readonly rank: number }[] = [];
    for (let at = this.#folded.indexOf(needle); at >= 0 && found.length < MOST_HITS; ) {
      const index = firstPast(this.#numbers.length, (middle) => (this.#places[middle + 1] ?? 0) > at);
      const name = nameAt(this.#folded, this.#places, index);
      // The shortest first: arguments and clones of the same make a name longer.
      found.push({ index, rank: name.length + (beginsWord(name, needle) ? 0 : 2 * LONGEST) });
      at = this.#folded.indexOf(needle, this.#places[index + 1]);
    }
    const best = found.sort((a, b) => a.rank - b.rank).slice(0, most);
    return best.map(({ index }) => this.#functions.name(this.#numbers[index] ?? 0));
  }
}

/** Whether what is typed stands where a word of the name begins. */
function beginsWord(name: string, typed: string): boolean {
  for (let at = name.indexOf(typed); at >= 0; at = name.indexOf(typed, at + 1)) {
    if (!/\w/.test(name[at - 1] ?? '')) return true;
  }
  return false;
}

function nameAt(text: string, places: Uint32Array, index: number): string {
  return text.slice(places[index], (places[index + 1] ?? 1) - 1);
}

/** The first index below `count` from which on `isPast` holds; `count` where it never does. */
function firstPast(count: number, isPast: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isPast(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
