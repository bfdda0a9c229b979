// Where the lines of a script that runs are in its document now. Knows nothing of the editor.

/** A line of the script, from 0, as the document has it now. */
export interface MarkedLine {
  readonly line: number;
  /** It was edited since the run began: what is told about it may be about something else. */
  readonly isEdited: boolean;
}

/** Follows lines through the edits of a document; a line that is deleted is no more. */
export class MarkedLines {
  #lines: ReadonlyMap<number, MarkedLine>;

  /** `lines`: of the script, from 0; the document is still the same. */
  constructor(lines: Iterable<number>) {
    this.#lines = new Map([...lines].map((line) => [line, { line, isEdited: false }]));
  }

  /** From `start` to `end` (lines from 0, both included) the text was replaced by one with so many line ends. */
  edit(start: number, end: number, lineEnds: number): void {
    const added = lineEnds - (end - start);
    this.#lines = new Map(
      [...this.#lines].flatMap(([key, marked]): [number, MarkedLine][] => {
        if (marked.line < start) return [[key, marked]];
        if (marked.line > end) return [[key, { ...marked, line: marked.line + added }]];
        // Of several lines that became one text, the first goes on.
        return marked.line === start ? [[key, { line: start, isEdited: true }]] : [];
      }),
    );
  }

  /** Undefined where it was deleted, or never marked. */
  of(line: number): MarkedLine | undefined {
    return this.#lines.get(line);
  }
}
