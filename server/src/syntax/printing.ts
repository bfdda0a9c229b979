// What the bodies of a script print, in the order they run: the same shape for all languages.

/** How a value looks where it is printed. `word`: text without spaces; `text`: anything. */
export type ValueType = 'integer' | 'hexadecimal' | 'octal' | 'decimal' | 'character' | 'word' | 'text';

/** A part of what one call prints. */
export type PrintedPiece =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'value';
      readonly type: ValueType;
      /** What the value goes by: from its expression, else from the text before it. */
      readonly column: string;
      /** The expression as the script has it, '' where the script has none. */
      readonly expression: string;
      /** Characters that it takes at least, filled up with spaces; 0 where it takes just its own. */
      readonly width: number;
      /** The spaces come behind it. */
      readonly isLeft: boolean;
      /** Characters that the format takes at most; what is longer is cut. */
      readonly longest?: number;
      /** Characters at which its source cuts it: a text that long may have gone on. */
      readonly cutAt?: number;
      /** A number that names something, as a process: a sum of such says nothing. */
      readonly isLabel?: true;
    };

/** One step of a body as far as printing goes. */
export type Printing =
  | { readonly kind: 'print'; readonly offset: number; readonly pieces: readonly PrintedPiece[] }
  /** One of the bodies runs, an empty one where it may be none; a loop's body runs again and again. */
  | { readonly kind: 'branch'; readonly isLoop: boolean; readonly bodies: readonly (readonly Printing[])[] }
  /** Prints what no format tells; `endsLine` where what comes next begins a line for sure. */
  | { readonly kind: 'unknown'; readonly offset: number; readonly endsLine: boolean };

/** An argument of a print, as its language reads it. */
export interface PrintedValue {
  /** What the value is called; undefined for an expression that has no name. */
  readonly name: string | undefined;
  readonly expression: string;
  /** The text of a constant: it is as good as the format's own. */
  readonly constant?: string;
  /** See `PrintedPiece`. */
  readonly cutAt?: number;
}

/** The kernel's names of tasks: TASK_COMM_LEN without the end. */
export const longestTaskName = 15;
