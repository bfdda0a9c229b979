// Writes the condition for a value that somebody picked in a run's output into the script.
import type { PickedTest, PickedValue } from '../protocol.ts';
import type { TextEdit } from '../syntax/finding.ts';
import type { Analysis } from './analysis.ts';

/** The edits that keep a script to some values, and the condition as its language spells it. */
export interface NarrowedScript {
  readonly condition: string;
  readonly edits: readonly TextEdit[];
}

/** Keeps a script to what was picked in its output; says why where that cannot be. */
export function narrow(
  analysis: Analysis,
  picked: PickedValue,
  test: PickedTest,
  isNegated: boolean,
): NarrowedScript | { readonly refused: string } {
  const parts = picked.kind === 'key' ? keyParts(analysis, picked.map, test) : valuePart(analysis, picked, test);
  if ('refused' in parts) return parts;
  const [first] = parts;
  if (first === undefined) return { refused: 'The script has changed: what made this value is not there any more.' };
  const changing = parts.find(({ expression }) => /\+\+|--|(?<![=!<>])=(?!=)/.test(expression));
  if (changing) return { refused: `\`${changing.expression}\` changes something: a condition cannot ask it twice.` };
  const conditions = parts.map((part) => conditionOf(part.expression, part.test, isNegated));
  if (conditions.includes(undefined)) return { refused: 'This bucket has no bounds.' };
  const condition = conditions.join(isNegated ? ' || ' : ' && ');
  const expression = parts.map((part) => part.expression).join(', ');
  const edits = analysis.language.narrowing.keepTo(analysis.script, first.offset, expression, condition);
  return 'refused' in edits ? edits : { condition, edits };
}

/** One comparison of a condition. */
interface Part {
  readonly expression: string;
  readonly offset: number;
  readonly test: PickedTest;
}

type Parts = readonly Part[] | { readonly refused: string };

function valuePart(analysis: Analysis, picked: Exclude<PickedValue, { kind: 'key' }>, test: PickedTest): Parts {
  const place = placeOf(analysis, picked);
  return place ? [{ ...place, test }] : [];
}

/** A key's parts are told apart by their commas, where there are as many as the script says. */
function keyParts({ language, script }: Analysis, map: string, test: PickedTest): Parts {
  const all = language.narrowing.taken(script).filter((one) => one.map === map && one.key !== undefined);
  // Those of the first place where the map is set.
  const end = all.findIndex(({ key }, index) => index > 0 && key === 0);
  const taken = end < 0 ? all : all.slice(0, end);
  if (test.kind === 'range' || taken.length < 2) return taken.map((one) => ({ ...one, test }));
  const values = test.value.split(/,\s*/);
  if (values.length !== taken.length) return { refused: 'The parts of this key cannot be told apart.' };
  return taken.map((one, index) => {
    const value = values[index] ?? '';
    return { ...one, test: { kind: /^-?\d+$/.test(value) ? 'number' : 'text', value } };
  });
}

function placeOf(
  { language, script, source }: Analysis,
  picked: Exclude<PickedValue, { kind: 'key' }>,
): { readonly expression: string; readonly offset: number } | undefined {
  if (picked.kind === 'taken')
    return language.narrowing.taken(script).find(({ map, key }) => map === picked.map && key === undefined);
  const { expression, line } = picked;
  const lineOf = (offset: number): number => script.text.slice(0, offset).split('\n').length - 1;
  const places = language
    .printings(script, source)
    .flatMap((body) => body.flatMap(printsOf))
    .filter(({ pieces }) => pieces.some((piece) => piece.kind === 'value' && piece.expression === expression))
    .map(({ offset }) => ({ expression, offset }));
  // The nearest: lines may have come or gone since the run.
  return places.sort((a, b) => Math.abs(lineOf(a.offset) - line) - Math.abs(lineOf(b.offset) - line))[0];
}

type Body = ReturnType<Analysis['language']['printings']>[number];
type Print = Extract<Body[number], { kind: 'print' }>;

function printsOf(step: Body[number]): readonly Print[] {
  if (step.kind === 'branch') return step.bodies.flatMap((body) => body.flatMap(printsOf));
  return step.kind === 'print' ? [step] : [];
}

/** All the languages spell comparisons as C does. */
function conditionOf(expression: string, test: PickedTest, isNegated: boolean): string | undefined {
  const value = /^[$@\w]+(?:(?:->|\.)\w+|\([^()]*\)|\[[^[\]]*\])*$/.test(expression) ? expression : `(${expression})`;
  const equals = isNegated ? '!=' : '==';
  if (test.kind === 'text') return `${value} ${equals} ${quoted(test.value)}`;
  if (test.kind === 'number') return `${value} ${equals} ${test.value}`;
  const { low, high } = test;
  if (low !== null && low === high) return `${value} ${equals} ${low}`;
  const bounds = [
    low === null ? undefined : `${value} ${isNegated ? '<' : '>='} ${low}`,
    high === null ? undefined : `${value} ${isNegated ? '>' : '<='} ${high}`,
  ].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? undefined : bounds.join(isNegated ? ' || ' : ' && ');
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
}
