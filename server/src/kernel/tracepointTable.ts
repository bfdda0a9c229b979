// The tracepoints of a kernel: names from `available_events`, fields from each event's `format`.
import { compileGlob } from './glob.ts';
import type { NameHits, NameSearch, Tracepoint, TracepointField, TracepointTable } from './kernelPack.ts';
import { linesOf } from './lines.ts';
import { indexNames, type NameIndex } from './nameIndex.ts';

/** The texts that a tracepoint table is made from; '' where the target did not give one. */
export interface TracepointSources {
  readonly events: string;
  readonly eventFormats: string;
  /** `subsystem:name` lines. */
  readonly enabledEvents?: string;
  /** The id of the prototype of a tracepoint's raw arguments. */
  readonly prototypeOf: (name: string) => number | undefined;
}

/** Makes the table; formats are cut up when asked for. */
export function buildTracepointTable(sources: TracepointSources): TracepointTable {
  const formats = formatPlaces(sources.eventFormats);
  const names = new Set<string>();
  for (const line of linesOf(sources.events)) {
    const name = line.trim();
    if (/^[^:\s]+:[^:\s]+$/.test(name)) names.add(name);
  }
  // Formats without an event are those of tracefs's own records, which nothing can be attached to.
  if (names.size === 0) for (const name of formats.keys()) names.add(name);
  return new Tracepoints([...names].sort(), formats, sources);
}

class Tracepoints implements TracepointTable {
  readonly size: number;
  readonly subsystems: readonly string[];
  readonly #full: NameIndex;
  readonly #bare: NameIndex;
  /** From a number of the bare index to one of the full index. */
  readonly #bareToFull: Uint32Array;
  readonly #formats: string;
  readonly #places: ReadonlyMap<string, Place>;
  readonly #enabled: ReadonlySet<string>;
  readonly #prototypeOf: (name: string) => number | undefined;
  readonly #made = new Map<number, Tracepoint>();

  constructor(names: readonly string[], places: ReadonlyMap<string, Place>, sources: TracepointSources) {
    this.#full = indexNames(names).index;
    const ordered = Array.from({ length: this.#full.size }, (_, i) => this.#full.name(i));
    const bare = indexNames(ordered.map((name) => name.slice(name.indexOf(':') + 1)));
    this.#bare = bare.index;
    this.#bareToFull = bare.order;
    this.size = names.length;
    this.subsystems = [...new Set(names.map((name) => name.slice(0, name.indexOf(':'))))].sort();
    this.#formats = sources.eventFormats;
    this.#places = places;
    this.#enabled = new Set(linesOf(sources.enabledEvents ?? ''));
    this.#prototypeOf = sources.prototypeOf;
  }

  find(subsystem: string, name: string): Tracepoint | undefined {
    const [first, end] = this.#full.find(`${subsystem}:${name}`);
    return first < end ? this.#at(first) : undefined;
  }

  named(name: string): readonly Tracepoint[] {
    const [first, end] = this.#bare.find(name);
    return Array.from(this.#bareToFull.subarray(first, end), (i) => this.#at(i)).sort(bySubsystem);
  }

  search({ typed, limit }: NameSearch): NameHits<Tracepoint> {
    const found = new Set<number>();
    // Names before subsystems: `sched_sw` means the tracepoint, whatever the subsystem is called.
    if (!typed.includes(':')) {
      for (const i of this.#bare.search(typed)) found.add(this.#bareToFull[i] ?? 0);
    }
    for (const i of this.#full.search(typed)) {
      if (found.size > limit) break;
      found.add(i);
    }
    const hits = Array.from(found, (i) => this.#at(i));
    return { hits: hits.slice(0, limit), incomplete: hits.length > limit };
  }

  *glob(subsystem: string, name: string): Iterable<Tracepoint> {
    const wanted = compileGlob(subsystem);
    if (wanted.exact !== undefined) {
      for (const i of this.#full.glob(compileGlob(`${subsystem}:${name}`))) yield this.#at(i);
      return;
    }
    for (const i of this.#bare.glob(compileGlob(name))) {
      const tracepoint = this.#at(this.#bareToFull[i] ?? 0);
      if (wanted.test(tracepoint.subsystem)) yield tracepoint;
    }
  }

  #at(i: number): Tracepoint {
    let tracepoint = this.#made.get(i);
    if (!tracepoint) {
      const full = this.#full.name(i);
      const colon = full.indexOf(':');
      const place = this.#places.get(full);
      tracepoint = new Entry(
        full.slice(0, colon),
        full.slice(colon + 1),
        this.#enabled.has(full),
        place ? this.#formats.slice(place.start, place.end) : '',
        this.#prototypeOf,
      );
      this.#made.set(i, tracepoint);
    }
    return tracepoint;
  }
}

/** One tracepoint; its format is read only when asked for. */
class Entry implements Tracepoint {
  readonly subsystem: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly #format: string;
  readonly #prototypeOf: (name: string) => number | undefined;
  #fields: readonly TracepointField[] | undefined;

  constructor(
    subsystem: string,
    name: string,
    isEnabled: boolean,
    format: string,
    prototypeOf: (name: string) => number | undefined,
  ) {
    this.subsystem = subsystem;
    this.name = name;
    this.isEnabled = isEnabled;
    this.#format = format;
    this.#prototypeOf = prototypeOf;
  }

  get fields(): readonly TracepointField[] {
    this.#fields ??= readFields(this.#format);
    return this.#fields;
  }

  get prototype(): number | undefined {
    return this.#prototypeOf(this.name);
  }
}

function bySubsystem(a: Tracepoint, b: Tracepoint): number {
  return a.subsystem < b.subsystem ? -1 : 1;
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where each event's format lies in the text: after a line `==> subsystem/name <==`. */
function formatPlaces(text: string): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  let name = '';
  let start = 0;
  const close = (end: number): void => {
    if (name !== '') places.set(name, { start, end });
  };
  for (const match of text.matchAll(/^==> ([^\s/]{1,256})\/([^\s/]{1,256}) <==$/gm)) {
    close(match.index);
    name = `${match[1]}:${match[2]}`;
    start = match.index + match[0].length;
  }
  close(text.length);
  return places;
}

/** The fields of a format below the common ones. A field reads `field:char comm[16]; offset:8; size:16; signed:0;`. */
function readFields(format: string): readonly TracepointField[] {
  const fields: TracepointField[] = [];
  for (const line of linesOf(format)) {
    const match = /^\s*field:([^;]{1,1024});\s*offset:(\d+);\s*size:(\d+);(?:\s*signed:(\d);)?/.exec(line);
    const declaration = match?.[1] ? readDeclaration(match[1]) : undefined;
    if (!match || !declaration || declaration.name.startsWith('common_')) continue;
    fields.push({ ...declaration, offset: Number(match[2]), size: Number(match[3]), signed: match[4] === '1' });
  }
  return fields;
}

/** Splits a C declaration: the name is the last word, what follows it (`[16]`) belongs to the type. */
function readDeclaration(declaration: string): { readonly name: string; readonly type: string } | undefined {
  const match = /^(.*?)([A-Za-z_]\w*)\s*((?:\[[^\]]*\])*)$/.exec(declaration.trim());
  if (!match?.[1] || !match[2]) return undefined;
  return { name: match[2], type: `${match[1].trim()}${match[3] ?? ''}` };
}
