// Reads the concrete syntax: child nodes and tokens by name, and the ranges that they span.
import type { CstElement, CstNode, IToken } from 'chevrotain';
import type { Range } from '../../syntax/range.ts';
import type { Name } from './tree.ts';

/** From its first character to behind its last. */
export function tokenRange({ startOffset, endOffset = startOffset }: IToken): Range {
  return { start: startOffset, end: endOffset + 1 };
}

/** A token as a word of the tree. */
export function nameOf(found: IToken): Name {
  return { text: found.image, range: tokenRange(found) };
}

/**
 * From each node's first to its last real token, null where recovery left it none: Chevrotain's own tracking counts in the
 * tokens that recovery made up. Of the build that runs; a build runs in one go.
 */
const bounds = new Map<CstNode, Range | null>();

function boundsOf(node: CstNode): Range | null {
  const known = bounds.get(node);
  if (known !== undefined) return known;
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const name in node.children) {
    for (const child of node.children[name] ?? []) {
      const range = 'children' in child ? boundsOf(child) : isReal(child) ? tokenRange(child) : null;
      if (!range) continue;
      if (range.start < start) start = range.start;
      if (range.end > end) end = range.end;
    }
  }
  const found = start < end ? { start, end } : null;
  bounds.set(node, found);
  return found;
}

/** Of the tokens below a node; empty at the start of the text where there are none. */
export function rangeOf(node: CstNode): Range {
  return boundsOf(node) ?? { start: 0, end: 0 };
}

function isReal(found: IToken): boolean {
  return found.isInsertedInRecovery !== true && found.startOffset >= 0;
}

function children(node: CstNode, name: string): readonly CstElement[] {
  return node.children[name] ?? [];
}

/** Child nodes that hold at least one token. */
export function nodes(node: CstNode, name: string): readonly CstNode[] {
  return children(node, name).filter((child): child is CstNode => 'children' in child && boundsOf(child) !== null);
}

/** Tokens that were there; recovery also puts in tokens of its own. */
export function tokens(node: CstNode, name: string): readonly IToken[] {
  return children(node, name).filter((child): child is IToken => 'image' in child && isReal(child));
}

/** The first of them. */
export function token(node: CstNode, name: string): IToken | undefined {
  return tokens(node, name)[0];
}

/** Forgets what was found out about the last tree. */
export function forgetBounds(): void {
  bounds.clear();
}
