// Builds types as written, names, and the reports that all builders make.
import type { CstNode, IToken } from 'chevrotain';
import { type Finding, syntaxError } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import { nameOf, nodes, rangeOf, token, tokenRange, tokens } from './cstNodes.ts';
import { skipLayout } from './layout.ts';
import { integerValue, stringValue } from './literals.ts';
import type { Expression, Name, TypeReference } from './tree.ts';

/** A finding with the place where bpftrace's parser would have come to it. */
export interface BuildError {
  readonly finding: Finding;
  readonly at: number;
}

/** What a type needs of the rest: `typeof(…)` and its kin hold expressions. */
export abstract class TypeBuilder {
  readonly errors: BuildError[] = [];
  protected readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** An expression node; `around` is where it belongs when it is missing. */
  abstract expression(node: CstNode | undefined, around: Range): Expression;

  protected typeOrExpression(node: CstNode): Expression | TypeReference {
    const type = nodes(node, 'type')[0];
    return type ? this.type(type) : this.expression(nodes(node, 'expression')[0], rangeOf(node));
  }

  protected annotation(parent: CstNode): TypeReference | undefined {
    const node = nodes(parent, 'annotation')[0];
    if (!node) return undefined;
    const type = nodes(node, 'type')[0];
    if (!token(node, 'Keyword_typeof')) return type && this.type(type);
    return {
      kind: 'type',
      range: rangeOf(node),
      tag: undefined,
      name: undefined,
      of: this.typeOrExpression(node),
      suffixes: [],
    };
  }

  protected type(node: CstNode): TypeReference {
    const tag = token(node, 'Keyword_struct') ?? token(node, 'Keyword_union') ?? token(node, 'Keyword_enum');
    const brackets = [...tokens(node, 'Star'), ...tokens(node, 'LSquare'), ...tokens(node, 'Integer')];
    const suffixes: TypeReference['suffixes'][number][] = [];
    for (const { tokenType, image } of brackets.toSorted((a, b) => a.startOffset - b.startOffset)) {
      if (tokenType.name === 'Star') suffixes.push({ kind: 'pointer' });
      else if (tokenType.name === 'LSquare') suffixes.push({ kind: 'array', length: undefined });
      else {
        const length = integerValue(image);
        suffixes[suffixes.length - 1] = { kind: 'array', length: typeof length === 'bigint' ? length : undefined };
      }
    }
    return {
      kind: 'type',
      range: rangeOf(node),
      tag: tag?.image as TypeReference['tag'],
      name: this.name(node, 'Identifier'),
      of: undefined,
      suffixes,
    };
  }

  protected name(node: CstNode, kind: string): Name {
    const found = token(node, kind);
    if (found) return nameOf(found);
    const { end } = rangeOf(node);
    return { text: '', range: { start: end, end } };
  }

  protected path(node: CstNode): string {
    return stringValue(token(node, 'StringLiteral')?.image ?? '""');
  }

  /** At what follows a token, where bpftrace is when it judges it. */
  protected reportBehind(token: IToken, message: string): void {
    const start = skipLayout(this.text, tokenRange(token).end);
    this.report({ start, end: Math.min(start + 1, this.text.length) }, message);
  }

  protected report(range: Range, message: string, at = range.start): void {
    this.errors.push({ finding: syntaxError(range, message), at });
  }
}
