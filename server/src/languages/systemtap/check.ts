// What `stap -p2` would say, as far as script and pack can tell: an error only where it is certain.

import { type Finding, SYNTAX } from '../../syntax/finding.ts';
import { nearestNames, withNearest } from '../../syntax/nearestNames.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import { checkLimits } from './checkLimits.ts';
import { checkNames } from './checkNames.ts';
import { PointChecker } from './checkPoints.ts';
import { checkStability } from './checkStability.ts';
import { checkTargets } from './checkTargets.ts';
import { conversionsOf } from './formats.ts';
import { type Tapset, tapsetOf } from './tapset.ts';
import type { Expression, FunctionItem, Item } from './tree.ts';
import type { SystemTapScript } from './typedScript.ts';
import { walkItem } from './walk.ts';

/** Findings in text order. */
export function checkSystemTap(script: SystemTapScript, source: Source): readonly Finding[] {
  const checker = new Checker(script, source);
  checker.run();
  return checker.findings;
}

class Checker {
  readonly findings: Finding[] = [];
  readonly #script: SystemTapScript;
  readonly #source: Source;
  readonly #tapset: Tapset | undefined;
  readonly #functions = new Map<string, FunctionItem[]>();
  /** Parts that macros or arguments stand for are not known: what may be declared there cannot be missed. */
  readonly #hasUnknowns: boolean;

  constructor(script: SystemTapScript, source: Source) {
    this.#script = script;
    this.#source = source;
    const tapset = tapsetOf(source.pack);
    this.#tapset = tapset?.complete ? tapset : undefined;
    this.#hasUnknowns = script.errors.some(({ code }) => code === SYNTAX);
    for (const item of script.tree.items) {
      if (item.kind !== 'function') continue;
      this.#functions.set(item.name.text, [...(this.#functions.get(item.name.text) ?? []), item]);
    }
  }

  run(): void {
    const points = new PointChecker(this.#script, this.#source, this.#tapset);
    const isLibrary = /(^|\/)tapset\//.test(this.#source.path);
    for (const item of this.#script.tree.items) {
      // What an alias stands for is looked up only where the alias is used.
      if (item.kind === 'probe' && item.aliases.length === 0) {
        for (const point of item.points) this.findings.push(...points.check(point));
        this.findings.push(...checkTargets(item, (text) => points.isOwnAlias(text), this.#source));
        if (this.#tapset !== undefined && !isLibrary)
          this.findings.push(...checkStability(item, this.#tapset, this.#source));
      }
      if (item.kind === 'probe' || item.kind === 'function') this.#body(item);
    }
    if (this.#hasUnknowns) return;
    this.findings.push(...this.#script.tree.types.findings);
    this.findings.push(...checkLimits(this.#script), ...(isLibrary ? [] : checkNames(this.#script)));
  }

  #body(item: Item): void {
    walkItem(item, {
      expression: (expression) => {
        if (expression.kind === 'call') this.#call(expression);
      },
    });
  }

  #call({ name, parameters, range }: Expression & { kind: 'call' }): void {
    if (/^s?print/.test(name.text)) {
      if (/^s?printf$/.test(name.text)) this.#format(parameters, range);
      return;
    }
    if (name.text.startsWith('$')) return;
    const own = this.#functions.get(name.text);
    const library = this.#tapset?.functions.get(name.text)?.overloads;
    const overloads = own ?? library;
    if (overloads === undefined) {
      if (this.#tapset !== undefined && !this.#hasUnknowns) this.#unknownFunction(name.text, name.range);
      return;
    }
    if (overloads.some((one) => one.parameters.length === parameters.length)) return;
    const takes = [...new Set(overloads.map((one) => one.parameters.length))].join(' or ');
    this.#error(name.range, 'wrong-arity', `${name.text} takes ${takes} arguments, not ${parameters.length}.`);
  }

  #unknownFunction(name: string, range: Range): void {
    const known = [...this.#functions.keys(), ...(this.#tapset?.functions.keys() ?? [])];
    const near = nearestNames(name, known);
    this.#error(
      range,
      'unknown-function',
      `There is no function ${name}, in the script or in the target's tapset.`,
      near,
    );
  }

  #format(parameters: readonly Expression[], range: Range): void {
    const [format, ...values] = parameters;
    if (format?.kind !== 'string') return;
    const wanted = conversionsOf(format.value).reduce((sum, conversion) => sum + conversion.values, 0);
    if (wanted === values.length) return;
    const place = values.length > wanted ? (values[wanted]?.range ?? range) : format.range;
    this.#error(place, 'format-arguments', `The format takes ${wanted} values, and ${values.length} are given.`);
  }

  #error(range: Range, code: string, message: string, near: readonly string[] = []): void {
    this.findings.push(withNearest({ range, severity: 'error', code, message }, near));
  }
}
