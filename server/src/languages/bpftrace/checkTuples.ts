// Checks of tuples: no element asked for that a tuple has not, whether it stands there, in a variable or in a map.
import type { Finding } from '../../syntax/finding.ts';
import type { BpftraceScript } from './parse.ts';
import type { Expression } from './tree.ts';
import { type Visit, walkBlock, walkExpression } from './walk.ts';

/** The elements of a tuple, undefined those that are not known. */
type Elements = readonly (Expression | undefined)[];

/** What variables and maps hold, by name; undefined where that is no tuple, or not always of one size. */
type Held = Map<string, Elements | undefined>;

/** Findings about all tuples; none in scripts with macros, which may set what they are given. */
export function checkTuples({ tree }: BpftraceScript): readonly Finding[] {
  if (tree.items.some(({ kind }) => kind === 'macro' || kind === 'import')) return [];
  const findings: Finding[] = [];
  const maps: Held = new Map();
  const bodies = tree.items.flatMap((item) => (item.kind === 'probe' || item.kind === 'subprogram' ? [item] : []));
  for (const { body } of bodies) walkBlock(body, collect(maps, 'map'));
  for (const item of bodies) {
    const held: Held = new Map(maps);
    walkBlock(item.body, collect(held, 'variable'));
    const visit: Visit = {
      expression: (expression) => {
        if (expression.kind !== 'tupleField') return;
        const size = elementsOf(expression.object, held)?.length;
        const index = Number(expression.index.text);
        if (size === undefined || !(index >= size)) return;
        const message = `This tuple has ${size} elements, counted from 0; there is no ${index}.`;
        findings.push({ range: expression.index.range, severity: 'error', code: 'tuple-index', message });
      },
    };
    if (item.kind === 'probe' && item.predicate) walkExpression(item.predicate, visit);
    walkBlock(item.body, visit);
  }
  return findings;
}

/** Notes what variables or maps are set to. */
function collect(held: Held, kind: 'variable' | 'map'): Visit {
  const note = (name: string, value: Expression | undefined): void => {
    const elements = value?.kind === 'tuple' ? value.elements : undefined;
    const known = held.get(name);
    if (!held.has(name)) held.set(name, elements);
    // Inside, the tuples of two assignments may differ.
    else held.set(name, known && elements?.length === known.length ? known.map(() => undefined) : undefined);
  };
  return {
    statement: (statement) => {
      if (statement.kind === 'assignment' && statement.target.kind === kind) {
        const { target, operator, value } = statement;
        const name = target.kind === 'map' ? target.name.text : target.kind === 'variable' ? target.name : '';
        note(name, operator.text === '=' ? value : undefined);
      }
      if (kind === 'map') return;
      if (statement.kind === 'let') note(statement.name.text, statement.value);
      // A loop over a map has its key and its value.
      if (statement.kind === 'for') held.set(statement.name.text, statement.to ? undefined : [undefined, undefined]);
    },
  };
}

function elementsOf(expression: Expression | undefined, held: Held): Elements | undefined {
  switch (expression?.kind) {
    case 'group':
      return elementsOf(expression.expression, held);
    case 'tuple':
      return expression.elements;
    case 'variable':
      return held.get(expression.name);
    case 'map':
      return held.get(expression.name.text);
    case 'tupleField':
      return elementsOf(elementsOf(expression.object, held)?.[Number(expression.index.text)], held);
    default:
      return undefined;
  }
}
