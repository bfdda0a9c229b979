// The lines that a script prints, put together from its printing calls in the order they run.
import type { PrintedPiece, Printing } from '../syntax/printing.ts';
import type { Analysis } from './analysis.ts';

/** A line that the script prints: where its first part is printed, and its parts without the newline. */
export interface LineFormat {
  /** UTF-16 offset of the call. */
  readonly offset: number;
  readonly pieces: readonly PrintedPiece[];
}

/** So many lines of a script are told, and so many steps are taken to find them. */
const mostLines = 200;
const mostSteps = 20_000;
/** Ways a line can have begun that are told apart. */
const mostOpen = 16;

/** What may stand on the line before the next print: the parts of it, or something that is not known. */
interface Open {
  readonly beginnings: readonly LineFormat[];
  readonly isUnknown: boolean;
}

const lineStart: Open = { beginnings: [{ offset: -1, pieces: [] }], isUnknown: false };

/** The formats of all prints, in text order. */
export function outputFormats({ language, source, script }: Analysis): readonly LineFormat[] {
  const composer = new Composer();
  const bodies = language.printings(script, source);
  for (const body of bodies) composer.run(body, lineStart);
  // A lone text would take every line for its own, also those that something unknown printed.
  return bodies.some((body) => body.some(isUnknown)) ? composer.lines.filter(saysMore) : composer.lines;
}

function isUnknown(step: Printing): boolean {
  return step.kind === 'branch' ? step.bodies.some((body) => body.some(isUnknown)) : step.kind === 'unknown';
}

function saysMore({ pieces }: LineFormat): boolean {
  return pieces.some((piece) => (piece.kind === 'literal' ? piece.text.trim() !== '' : piece.type !== 'text'));
}

/** A clause, by what it says and when. */
export interface PrintingClause {
  /** UTF-16 offset. */
  readonly offset: number;
  readonly hasPredicate: boolean;
  readonly prints: boolean;
  readonly when: 'begin' | 'end' | 'hit';
}

const ownMoments: Readonly<Record<string, 'begin' | 'end'>> = { begin: 'begin', end: 'end' };

/** All clauses, each with whether it prints, and when. */
export function printingClauses({ language, source, script }: Analysis): readonly PrintingClause[] {
  const offsets = language.printings(script, source).flatMap((body) => body.flatMap(offsetsOf));
  return script.clauses.map(({ range, body, predicate, probePoints }) => {
    const moments = new Set(probePoints.map(({ text }) => ownMoments[text.toLowerCase()] ?? 'hit'));
    const [only] = moments;
    return {
      offset: range.start,
      hasPredicate: predicate !== undefined,
      prints: offsets.some((offset) => offset >= body.start && offset < body.end),
      when: moments.size === 1 && only !== undefined ? only : 'hit',
    };
  });
}

function offsetsOf(step: Printing): readonly number[] {
  return step.kind === 'branch' ? step.bodies.flatMap((body) => body.flatMap(offsetsOf)) : [step.offset];
}

class Composer {
  readonly #lines = new Map<string, LineFormat>();
  #steps = 0;

  get lines(): readonly LineFormat[] {
    return [...this.#lines.values()].sort((a, b) => a.offset - b.offset);
  }

  run(body: readonly Printing[], before: Open): Open {
    let open = before;
    for (const step of body) {
      if (this.#steps++ > mostSteps) return { beginnings: [], isUnknown: true };
      if (step.kind === 'print') open = this.#print(step.offset, step.pieces, open);
      else if (step.kind === 'unknown') open = step.endsLine ? lineStart : { beginnings: [], isUnknown: true };
      else if (step.isLoop) open = step.bodies.reduce((state, inner) => this.#loop(inner, state), open);
      else open = step.bodies.map((inner) => this.run(inner, open)).reduce(union, { beginnings: [], isUnknown: false });
    }
    return open;
  }

  /** Not at all, once, or more often: what a second turn adds shows whether the turns are alike. */
  #loop(body: readonly Printing[], before: Open): Open {
    const once = union(before, this.run(body, before));
    if (keyOf(once) === keyOf(before)) return before;
    const twice = union(once, this.run(body, once));
    return keyOf(twice) === keyOf(once) ? once : { beginnings: [], isUnknown: true };
  }

  #print(offset: number, pieces: readonly PrintedPiece[], open: Open): Open {
    let now = open;
    for (const piece of pieces) {
      const parts = piece.kind === 'literal' ? piece.text.split('\n') : [undefined];
      for (const [index, part] of parts.entries()) {
        if (index > 0) {
          for (const line of now.beginnings) this.#add(line);
          now = lineStart;
        }
        const added = part === undefined ? piece : { kind: 'literal' as const, text: part };
        if (part !== '') now = { ...now, beginnings: now.beginnings.map((line) => extend(line, offset, added)) };
      }
    }
    return now;
  }

  #add(line: LineFormat): void {
    if (line.pieces.length === 0 || this.#lines.size >= mostLines) return;
    const key = JSON.stringify(line.pieces);
    if (!this.#lines.has(key)) this.#lines.set(key, line);
  }
}

/** Literals that meet are one; a line begins where its first part is printed. */
function extend({ offset, pieces }: LineFormat, at: number, piece: PrintedPiece): LineFormat {
  const last = pieces.at(-1);
  const begin = offset < 0 ? at : offset;
  if (last?.kind !== 'literal' || piece.kind !== 'literal') return { offset: begin, pieces: [...pieces, piece] };
  return { offset: begin, pieces: [...pieces.slice(0, -1), { kind: 'literal', text: last.text + piece.text }] };
}

function union(a: Open, b: Open): Open {
  const all = new Map([...a.beginnings, ...b.beginnings].map((line) => [JSON.stringify(line.pieces), line]));
  if (all.size > mostOpen) return { beginnings: [], isUnknown: true };
  return { beginnings: [...all.values()], isUnknown: a.isUnknown || b.isUnknown };
}

function keyOf({ beginnings, isUnknown }: Open): string {
  return JSON.stringify([isUnknown, beginnings.map(({ pieces }) => pieces)]);
}
