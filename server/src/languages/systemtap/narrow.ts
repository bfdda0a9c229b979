// Keeps a script to some values: `if (…) next` at the start of the body, or an `if` around one statement.
import type { Narrowed, Narrowing, TakenValue } from '../../syntax/narrowing.ts';
import type { Expression, Statement } from './tree.ts';
import type { SystemTapScript } from './typedScript.ts';
import { expressionsOf, partsOf, statementsOf, walkItem } from './walk.ts';

export const narrowing: Narrowing<SystemTapScript> = { taken, keepTo };

function taken({ tree, text }: SystemTapScript): readonly TakenValue[] {
  const found: TakenValue[] = [];
  const spell = ({ range }: Expression) => ({ expression: text.slice(range.start, range.end), offset: range.start });
  for (const item of tree.items) {
    walkItem(item, {
      expression(expression) {
        if (expression.kind === 'crement' && expression.operand.kind === 'element') keys(expression.operand);
        if (expression.kind !== 'assignment') return;
        const { left, operator, right } = expression;
        if (left.kind !== 'symbol' && left.kind !== 'element') return;
        if (operator === '<<<') found.push({ map: left.name.text, ...spell(right) });
        keys(left);
      },
    });
  }
  function keys(left: Expression): void {
    if (left.kind !== 'element') return;
    for (const [key, part] of left.indexes.entries()) found.push({ map: left.name.text, key, ...spell(part) });
  }
  return found;
}

function keepTo({ tree, text }: SystemTapScript, offset: number, expression: string, condition: string): Narrowed {
  const probe = tree.items.find(({ range }) => offset >= range.start && offset < range.end);
  if (probe?.kind !== 'probe') return { refused: 'This is made in a function, which cannot leave its probe.' };
  const [body] = [probe.body, ...(probe.epilogue ? [probe.epilogue] : [])].filter(
    ({ range }) => offset >= range.start && offset < range.end,
  );
  if (body === undefined) return { refused: 'This is made outside of a body.' };
  const clears = allOf(body).some(({ kind }) => kind === 'delete');
  const made = namesMadeIn(body);
  const isLocal = (expression.match(/(?<![$@\w>.])[A-Za-z_]\w*/g) ?? []).some((name) => made.has(name));
  if (!clears && !isLocal) {
    const at = body.range.start + 1;
    const indent = /^\s*\n([ \t]*)/.exec(text.slice(at))?.[1];
    const guard = `if (!(${condition})) next`;
    return [{ range: { start: at, end: at }, newText: indent === undefined ? ` ${guard};` : `\n${indent}${guard}` }];
  }
  const statement = allOf(body).findLast(
    ({ kind, range }) => kind !== 'block' && offset >= range.start && offset < range.end,
  );
  if (statement === undefined) return { refused: 'This is no statement of its own.' };
  const { start, end } = statement.range;
  return [
    { range: { start, end: start }, newText: `if (${condition}) { ` },
    { range: { start: end, end }, newText: ' }' },
  ];
}

/** A statement and all in it, outer ones first. */
function allOf(statement: Statement): readonly Statement[] {
  return [statement, ...statementsOf(statement).flatMap(allOf)];
}

/** Names that a body gives a value. */
function namesMadeIn(body: Statement): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (expression: Expression): void => {
    if (expression.kind === 'assignment' && expression.left.kind === 'symbol') names.add(expression.left.name.text);
    for (const part of partsOf(expression)) visit(part);
  };
  for (const statement of allOf(body)) {
    for (const expression of expressionsOf(statement)) visit(expression);
    if (statement.kind === 'foreach')
      for (const { text } of [...statement.indexes, ...(statement.value ? [statement.value] : [])]) names.add(text);
  }
  return names;
}
