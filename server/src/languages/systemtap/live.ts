// What stap leaves out before it looks at types: functions that no probe calls, and locals that are set and never read.
import type { Expression, Item, Statement } from './tree.ts';
import { walkItem } from './walk.ts';

/** What stap keeps of a script before it looks at types. */
export interface Live {
  /** Whether a probe calls the function, or a function that one calls. */
  isCalled(name: string): boolean;
  /** Whether the statement sets a name that nothing reads; a global counts as read. */
  isDeadAssignment(statement: Statement): boolean;
}

/** Tells what is called and read in these items. */
export function liveIn(items: readonly Item[]): Live {
  const callees = new Map<string, Set<string>>();
  const called = new Set<string>();
  const read = new Set(
    items.flatMap((item) => (item.kind === 'global' ? item.variables.map(({ name }) => name.text) : [])),
  );
  for (const item of items) {
    const calls = item.kind === 'function' ? (callees.get(item.name.text) ?? new Set()) : called;
    if (item.kind === 'function') callees.set(item.name.text, calls);
    const setOnly = new Set<Expression>();
    walkItem(item, {
      statement: (statement) => {
        const set = nameSet(statement);
        if (set !== undefined) setOnly.add(set);
      },
      expression: (expression) => {
        if (expression.kind === 'call') calls.add(expression.name.text);
        if (expression.kind === 'element') read.add(expression.name.text);
        if (expression.kind !== 'symbol' || setOnly.has(expression)) return;
        read.add(expression.name.text);
        // A function that takes nothing is also called by its bare name.
        calls.add(expression.name.text);
      },
    });
  }
  for (const name of called) for (const callee of callees.get(name) ?? []) called.add(callee);
  return {
    isCalled: (name) => called.has(name),
    isDeadAssignment: (statement) => {
      const set = nameSet(statement);
      return set !== undefined && !read.has(set.name.text);
    },
  };
}

/** The variable of a statement that is nothing but `name = value`. */
function nameSet(statement: Statement): (Expression & { kind: 'symbol' }) | undefined {
  if (statement.kind !== 'expression' || statement.expression.kind !== 'assignment') return undefined;
  const { operator, left } = statement.expression;
  return operator === '=' && left.kind === 'symbol' ? left : undefined;
}
