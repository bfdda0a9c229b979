// Checks of scratch variables: none read that was never set.
import type { Finding } from '../../syntax/finding.ts';
import type { BpftraceScript } from './parse.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';

/** Findings about all scratch variables. */
export function checkVariables({ tree }: BpftraceScript): readonly Finding[] {
  const findings: Finding[] = [];
  for (const item of tree.items) {
    // In a macro a name may be the caller's.
    if (item.kind !== 'probe' && item.kind !== 'subprogram') continue;
    const set = new Set(item.kind === 'subprogram' ? item.parameters.map(({ name }) => name.text) : []);
    let importsOrCalls = false;
    const collect: Visit = {
      statement: (statement) => {
        if (statement.kind === 'let' || statement.kind === 'for') set.add(statement.name.text);
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
