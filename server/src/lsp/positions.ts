// Between UTF-16 offsets, which the core counts in, and LSP's line/character positions.
import type { Range as LspRange, TextEdit as LspTextEdit, Position } from 'vscode-languageserver';
// The protocol's own text document: incremental edits and line offsets, right for all line ends.
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextEdit } from '../syntax/finding.ts';
import type { Range } from '../syntax/range.ts';

export { TextDocument };

/** Offsets to lines and columns. */
export function toLspRange(document: TextDocument, { start, end }: Range): LspRange {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** An edit by offsets as one by lines and columns. */
export function toLspEdit(document: TextDocument, { range, newText }: TextEdit): LspTextEdit {
  return { range: toLspRange(document, range), newText };
}

/** Lines and columns to offsets; what lies outside is cut off. */
export function toRange(document: TextDocument, { start, end }: LspRange): Range {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

/** A line and a column to an offset, cut off as `toRange` does. */
export function toOffset(document: TextDocument, position: Position): number {
  return document.offsetAt(position);
}
