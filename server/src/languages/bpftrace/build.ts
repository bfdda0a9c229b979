// Makes the tree out of the concrete syntax, and finds what bpftrace's parser refuses beyond the grammar.
import type { CstNode } from 'chevrotain';
import { ItemBuilder } from './buildItems.ts';
import type { BuildError } from './buildTypes.ts';
import { forgetBounds, nodes } from './cstNodes.ts';
import type { Tree } from './tree.ts';

/** A tree, and the errors that the grammar alone does not tell. */
export interface Built {
  readonly tree: Tree;
  readonly errors: readonly BuildError[];
}

/** Builds the tree of a `script` node over its text. */
export function build(script: CstNode, text: string): Built {
  forgetBounds();
  const builder = new ItemBuilder(text);
  const items = nodes(script, 'item').flatMap((node) => builder.item(node));
  forgetBounds();
  return { tree: { items }, errors: builder.errors };
}
