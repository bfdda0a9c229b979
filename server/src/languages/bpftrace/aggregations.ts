// What the values of a script's maps are: counts, sums, averages, or anything else.
import type { Aggregation } from '../../protocol.ts';
import type { BpftraceScript } from './parse.ts';
import type { Assignment } from './tree.ts';
import { walkBlock } from './walk.ts';

const byFunction: Readonly<Record<string, Aggregation>> = {
  count: 'count',
  sum: 'sum',
  avg: 'average',
  stats: 'average',
  min: 'minimum',
  max: 'maximum',
};

/** By the maps' names; one that is set in several ways holds values. */
export function aggregationsOf({ tree }: BpftraceScript): Readonly<Record<string, Aggregation>> {
  const found: Record<string, Aggregation> = {};
  const add = (map: string, aggregation: Aggregation): void => {
    found[map] = (found[map] ?? aggregation) === aggregation ? aggregation : 'value';
  };
  for (const item of tree.items) {
    if (!('body' in item)) continue;
    walkBlock(item.body, {
      statement(statement) {
        if (statement.kind !== 'assignment' || statement.target.kind !== 'map') return;
        const aggregation = aggregationBy(statement);
        if (aggregation !== undefined) add(statement.target.name.text, aggregation);
      },
      expression(expression) {
        if (expression.kind !== 'step' || expression.operand.kind !== 'map') return;
        add(expression.operand.name.text, expression.operator.text === '++' ? 'count' : 'value');
      },
    });
  }
  return found;
}

/** Undefined for a reset to 0, which says nothing about what is counted from there. */
function aggregationBy({ operator, value }: Assignment): Aggregation | undefined {
  if (operator.text === '+=') return 'sum';
  if (operator.text !== '=') return 'value';
  if (value.kind === 'integer' && value.value === 0n) return undefined;
  return (value.kind === 'call' ? byFunction[value.callee.text] : undefined) ?? 'value';
}
