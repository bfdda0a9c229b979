// Keeps a script to some values: a predicate before the body, or an `if` around one statement.
import { both, type Narrowed, type Narrowing, type TakenValue } from '../../syntax/narrowing.ts';
import type { BpftraceScript } from './parse.ts';
import type { Block, Expression, Statement } from './tree.ts';
import { walkBlock } from './walk.ts';

/** Functions whose loss would be felt: what they clear would pile up. */
const clearing = new Set(['delete', 'clear', 'zero']);

export const narrowing: Narrowing<BpftraceScript> = { taken, keepTo };

function taken({ tree, text }: BpftraceScript): readonly TakenValue[] {
  const found: TakenValue[] = [];
  const spell = ({ range }: Expression) => ({ expression: text.slice(range.start, range.end), offset: range.start });
  for (const item of tree.items) {
    if (item.kind !== 'probe') continue;
    walkBlock(item.body, {
      statement(statement) {
        if (statement.kind !== 'assignment' || statement.target.kind !== 'map') return;
        const { target, value } = statement;
        const map = target.name.text;
        const [first] = value.kind === 'call' ? value.arguments : [];
        if (first) found.push({ map, ...spell(first) });
        for (const [key, part] of partsOf(target.keys).entries()) found.push({ map, key, ...spell(part) });
      },
    });
  }
  return found;
}

/** A key may be written as one tuple. */
function partsOf(keys: readonly Expression[] | undefined): readonly Expression[] {
  const [first] = keys ?? [];
  return keys?.length === 1 && first?.kind === 'tuple' ? first.elements : (keys ?? []);
}

function keepTo({ tree, text }: BpftraceScript, offset: number, expression: string, condition: string): Narrowed {
  const probe = tree.items.find(({ range }) => offset >= range.start && offset < range.end);
  if (probe?.kind !== 'probe') return { refused: 'This is made in a macro or a function, which has no predicate.' };
  const { body, predicate } = probe;
  let clears = false;
  let statement: Statement | undefined;
  walkBlock(body, {
    expression(inner) {
      if (inner.kind === 'call' && clearing.has(inner.callee.text)) clears = true;
    },
    statement(inner) {
      // The innermost comes last.
      if (offset >= inner.range.start && offset < inner.range.end) statement = inner;
    },
  });
  // Variables are not there before the body, and a clause that clears something must go on doing so.
  if (!clears && !/\$[A-Za-z_]/.test(expression)) return predicateEdit(text, body, predicate, condition);
  if (statement === undefined) return { refused: 'This is no statement of its own.' };
  const { start, end } = statement.range;
  return [
    { range: { start, end: start }, newText: `if (${condition}) { ` },
    { range: { start: end, end }, newText: text[end - 1] === ';' ? ' }' : '; }' },
  ];
}

function predicateEdit(text: string, body: Block, predicate: Expression | undefined, condition: string): Narrowed {
  if (predicate === undefined) {
    const { start } = body.range;
    // The body stays where it is.
    const isOnOwnLine = /\n[ \t]*$/.test(text.slice(0, start));
    return [{ range: { start, end: start }, newText: `/${condition}/${isOnOwnLine ? '\n' : ' '}` }];
  }
  const { range } = predicate;
  return [{ range, newText: both(text.slice(range.start, range.end), condition) }];
}
