// What is wrong with the types of a script, in words and with what mends it. Each is an error of stap's second pass.
import type { Finding, Fix } from '../../syntax/finding.ts';
import { nearestNames, withNearest } from '../../syntax/nearestNames.ts';
import type { Range } from '../../syntax/range.ts';
import type { Name } from './tree.ts';
import type { ValueType } from './types.ts';

const words: Readonly<Record<string, string>> = { long: 'a number', string: 'a string', stats: 'a statistic' };

/** Gathers what contradicts itself, each place once. */
export class TypeFindings {
  readonly #byPlace = new Map<string, Finding>();
  /** While set, what is wrong is not told: it stands in the tapset, or in what nothing uses. */
  isQuiet = false;

  /** In text order; one of a kind at a place, however often the place was visited. */
  get findings(): readonly Finding[] {
    return [...this.#byPlace.values()].sort((a, b) => a.range.start - b.range.start);
  }

  clear(): void {
    this.#byPlace.clear();
  }

  /** `name` is what has the type; undefined for a value without a name. */
  mismatch(range: Range, name: string | undefined, is: ValueType, wanted: ValueType): void {
    const what = name === undefined ? `this is ${words[is ?? '']}` : `${name} is ${words[is ?? '']}, by its first use`;
    const fixes: Fix[] = [];
    if (is === 'long' && wanted === 'string') {
      fixes.push({ title: 'Make it a string with sprint()', edits: wrap(range, 'sprint(', ')') });
    }
    if (is === 'string' && wanted === 'long') {
      fixes.push({ title: 'Read it as a number with strtol()', edits: wrap(range, 'strtol(', ', 10)') });
    }
    this.#error(range, 'type-mismatch', `Here must stand ${words[wanted ?? '']}, and ${what}.`, fixes);
  }

  /** `declared` is undefined for an array that nobody has used with indexes yet. */
  shape({ text, range }: Name, declared: number | undefined, used: number): void {
    const is = declared === undefined ? 'an array' : spellShape(declared);
    this.#error(range, 'array-shape', `${text} is ${is}, and used here as ${spellShape(used)}.`);
  }

  undeclared({ text, range }: Name): void {
    const edits = [{ range: { start: 0, end: 0 }, newText: `global ${text}\n` }];
    const message = `Array ${text} is declared nowhere, and arrays are global: add "global ${text}".`;
    this.#error(range, 'undeclared-array', message, [{ title: `Declare global ${text}`, edits }]);
  }

  statisticAsValue(range: Range, name: string): void {
    const fixes = ['@count', '@sum', '@avg'].map(
      (operator): Fix => ({
        title: `Wrap in ${operator}()`,
        edits: wrap(range, `${operator}(`, ')'),
      }),
    );
    const message = `${name} is a statistic, which is no value by itself; ask for @count, @sum, @avg, @min or @max of it.`;
    this.#error(range, 'statistic-as-value', message, fixes);
  }

  twoHistograms(range: Range, name: string): void {
    this.#error(
      range,
      'two-histograms',
      `${name} is asked for another histogram elsewhere, and a statistic keeps one kind; fill a second global with the same values.`,
    );
  }

  neverAssigned({ text, range }: Name, known: Iterable<string>): void {
    const message = `Nothing ever sets ${text}, so stap cannot tell whether it is a number or a string.`;
    this.#add(withNearest({ range, severity: 'error', code: 'never-assigned', message }, nearestNames(text, known)));
  }

  notAssignable(range: Range): void {
    this.#error(range, 'not-assignable', 'Only a variable, an array element or a target variable can be assigned to.');
  }

  #error(range: Range, code: string, message: string, fixes: readonly Fix[] = []): void {
    this.#add({ range, severity: 'error', code, message, ...(fixes.length > 0 && { fixes }) });
  }

  #add(finding: Finding): void {
    if (!this.isQuiet) this.#byPlace.set(`${finding.range.start} ${finding.range.end} ${finding.code}`, finding);
  }
}

function spellShape(indexes: number): string {
  return indexes === 0 ? 'no array' : `an array with ${indexes} ${indexes === 1 ? 'index' : 'indexes'}`;
}

function wrap({ start, end }: Range, before: string, after: string): Fix['edits'] {
  return [
    { range: { start, end: start }, newText: before },
    { range: { start: end, end }, newText: after },
  ];
}
