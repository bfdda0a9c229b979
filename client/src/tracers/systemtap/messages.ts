// SystemTap's own messages on stderr, each with the indented lines that belong to it.

/** A message of stap, staprun or the running script. Lines and columns from 1, in bytes. */
export interface StapMessage {
  readonly severity: 'error' | 'warning';
  /** `parse error`, `semantic error`, `ERROR`, `WARNING`. */
  readonly head: string;
  /** The message after its head, as one line. */
  readonly text: string;
  /** All of its lines, as they came. */
  readonly whole: string;
  readonly place?: StapPlace;
}

/** `file` is '' or `<input>` where stap leaves it out. */
export interface StapPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const head = /^(parse error|semantic error|ERROR|WARNING): (.*)$/;
const place = / at (\S*?):(\d+):(\d+)(?= in probe\b|$)/;
const caret = /^\s*\^\s*$/;
/** More lines than a message has; what follows is something else. */
const mostLines = 12;

/** Groups lines into messages; a line that belongs to none is given back as it is. */
export class StapMessages {
  #lines: string[] = [];

  *line(text: string): Generator<StapMessage | string> {
    if (this.#lines.length > 0 && /^\s+\S/.test(text)) {
      this.#lines.push(text);
      if (caret.test(text) || this.#lines.length >= mostLines) yield* this.end();
      return;
    }
    yield* this.end();
    const match = head.exec(text);
    if (!match) {
      yield text;
      return;
    }
    this.#lines = [text];
    // Only these are followed by lines of their own; all others are told at once.
    if (match[1] !== 'parse error' && !/ at \S*:\d+:\d+$/.test(text)) yield* this.end();
  }

  /** The message that was waiting for more lines. */
  *end(): Generator<StapMessage> {
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length > 0) yield messageOf(lines);
  }
}

function messageOf(lines: readonly string[]): StapMessage {
  const [first = '', ...more] = lines;
  const [, kind = '', said = ''] = head.exec(first) ?? [];
  const located = [first, ...more.filter((line) => /^\s+(?:saw|at): /.test(line))].map((line) => place.exec(line));
  const match = located.find((found) => found !== null);
  const saw = more.map((line) => /^\s+(saw: .*)$/.exec(line)?.[1]).find((text) => text !== undefined);
  const text = [said, ...(saw === undefined ? [] : [saw])].map((part) => part.replace(place, '')).join(', ');
  return {
    severity: kind === 'WARNING' ? 'warning' : 'error',
    head: kind,
    text,
    whole: lines.join('\n'),
    ...(match && { place: { file: match[1] ?? '', line: Number(match[2]), column: Number(match[3]) } }),
  };
}
