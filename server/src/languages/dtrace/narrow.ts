// Keeps a script to some values by a clause's predicate: D has no other condition.
import { both, type Narrowed, type Narrowing, type TakenValue } from '../../syntax/narrowing.ts';
import type { DtraceScript } from './parse.ts';
import { type Expression, expressionsOf, partsOf } from './tree.ts';

export const narrowing: Narrowing<DtraceScript> = { taken, keepTo };

function taken({ tree, text }: DtraceScript): readonly TakenValue[] {
  const found: TakenValue[] = [];
  const spell = ({ range }: Expression) => ({ expression: text.slice(range.start, range.end), offset: range.start });
  const visit = (expression: Expression): void => {
    for (const part of partsOf(expression)) visit(part);
    if (expression.kind !== 'assignment') return;
    const { left, right } = expression;
    const object = left.kind === 'index' ? left.object : left;
    if (object.kind !== 'aggregation') return;
    const [first] = right.kind === 'call' ? right.parameters : [];
    if (first) found.push({ map: object.text, ...spell(first) });
    if (left.kind === 'index')
      for (const [key, part] of left.indexes.entries()) found.push({ map: object.text, key, ...spell(part) });
  };
  for (const item of tree.items) for (const expression of expressionsOf(item)) visit(expression);
  return found;
}

function keepTo({ tree, text }: DtraceScript, offset: number, expression: string, condition: string): Narrowed {
  const clause = tree.items.find(({ range }) => offset >= range.start && offset < range.end);
  if (clause?.kind !== 'clause' || !clause.body) return { refused: 'This is made outside of a clause.' };
  const { body, predicate, predicateRange } = clause;
  const made = body.statements.flatMap((statement) =>
    statement.kind === 'assignment' ? [text.slice(statement.left.range.start, statement.left.range.end)] : [],
  );
  const names = new Set(expression.match(/[\w$]+(?:->\w+)*/g));
  if (made.some((name) => names.has(name)))
    return {
      refused: `\`${expression}\` is made in this clause: make it in a clause before, where a predicate can read it.`,
    };
  if (predicate === undefined || predicateRange === undefined) {
    const { start } = body.range;
    const isOnOwnLine = /\n[ \t]*$/.test(text.slice(0, start));
    return [{ range: { start, end: start }, newText: `/${condition}/${isOnOwnLine ? '\n' : ' '}` }];
  }
  const before = text.slice(predicateRange.start, predicateRange.end).replace(/^\/|\/$/g, '');
  return [{ range: predicateRange, newText: `/${both(before, condition)}/` }];
}
