// Checks of scratch variables: none read that was never set, no element of a tuple that it has not.
import type { Finding } from '../../syntax/finding.ts';
import type { BpftraceScript } from './parse.ts';
import type { Expression } from './tree.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';

/** Findings about all scratch variables. */
export function checkVariables({ tree }: BpftraceScript): readonly Finding[] {
  const findings: Finding[] = [];
  for (const item of tree.items) {
    // In a macro a name may be the caller's.
    if (item.kind !== 'probe' && item.kind !== 'subprogram') continue;
    const set = new Set(item.kind === 'subprogram' ? item.parameters.map(({ name }) => name.text) : []);
    const tuples = new Map<string, number | undefined>();
    let importsOrCalls = false;
    const collect: Visit = {
      statement: (statement) => {
        if (statement.kind === 'let' || statement.kind === 'for') set.add(statement.name.text);
        if (statement.kind === 'let') noteTuple(tuples, statement.name.text, statement.value);
        if (statement.kind === 'assignment' && statement.target.kind === 'variable') {
          noteTuple(tuples, statement.target.name, statement.operator.text === '=' ? statement.value : undefined);
        }
        if (statement.kind === 'for') tuples.set(statement.name.text, statement.to ? undefined : 2);
      },
      target: (target) => {
        if (target.kind === 'variable') set.add(target.name);
      },
      expression: (expression) => {
        // The function or macro may set the variable that it is given.
        if (expression.kind === 'addressOf' && expression.operand.kind === 'variable') set.add(expression.operand.name);
        if (expression.kind === 'call' && expression.callee.text === 'find') importsOrCalls = true;
      },
    };
    const judge: Visit = {
      expression: (expression) => {
        if (expression.kind === 'variable' && !set.has(expression.name) && !importsOrCalls) {
          findings.push({
            range: expression.range,
            severity: 'error',
            code: 'undefined-variable',
            message: `\`${expression.name}\` is never set in this probe.`,
          });
        }
        if (expression.kind !== 'tupleField' || expression.object.kind !== 'variable') return;
        const size = tuples.get(expression.object.name);
        const index = Number(expression.index.text);
        if (size === undefined || !(index >= size)) return;
        findings.push({
          range: expression.index.range,
          severity: 'error',
          code: 'tuple-index',
          message: `\`${expression.object.name}\` has ${size} elements, counted from 0; there is no ${index}.`,
        });
      },
    };
    const hasMacros = tree.items.some(({ kind }) => kind === 'macro' || kind === 'import');
    for (const visit of hasMacros ? [] : [collect, judge]) {
      if (item.kind === 'probe' && item.predicate) walkExpression(item.predicate, visit);
      walkBlock(item.body, visit);
    }
  }
  return findings;
}

/** Keeps a tuple's size as long as all that is assigned has it. */
function noteTuple(tuples: Map<string, number | undefined>, name: string, value: Expression | undefined): void {
  const size = value?.kind === 'tuple' ? value.elements.length : undefined;
  tuples.set(name, tuples.has(name) && tuples.get(name) !== size ? undefined : size);
}
