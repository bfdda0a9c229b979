// What `stap -p2` would say, as far as script and pack can tell: an error only where it is certain.

import { compileGlob } from '../../kernel/glob.ts';
import { type Finding, type Fix, SYNTAX } from '../../syntax/finding.ts';
import { nearestNames } from '../../syntax/nearestNames.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import { conversionsOf } from './formats.ts';
import { matchesOf } from './matches.ts';
import type { SystemTapScript } from './parse.ts';
import { expandPoint } from './points.ts';
import { readPoint } from './pointText.ts';
import { kindsAfter, probeKinds } from './probeKinds.ts';
import { type Tapset, tapsetOf } from './tapset.ts';
import type { Expression, FunctionItem, Item, Point } from './tree.ts';
import { walkItem } from './walk.ts';

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
    const isLibrary = /(^|\/)tapset\//.test(this.#source.path);
    for (const item of this.#script.tree.items) {
      // What an alias stands for is looked up only where the alias is used.
      if (item.kind === 'probe' && item.aliases.length === 0) for (const point of item.points) this.#point(point);
      if (item.kind === 'probe' || item.kind === 'function') this.#body(item);
    }
    if (!isLibrary && !this.#hasUnknowns) this.#unusedNames();
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

  #point(point: Point): void {
    for (const text of expandPoint(point)) {
      if (/[$@]/.test(text)) continue;
      const parts = readPoint(text);
      const names = parts.map(({ name }) => name);
      if (names[0] === undefined || names[0] === '') continue;
      if (this.#isOwnAlias(text)) continue;
      const { count } = matchesOf(text, this.#source);
      const hasNoSymbol = count === undefined && this.#source.pack.knows('functions') && isDebuginfoFunction(names);
      if ((count !== 0 && !hasNoSymbol) || point.mark !== undefined) continue;
      this.#noMatch(point, text, names);
      return;
    }
  }

  /** The script's own aliases, and what is put behind them. */
  #isOwnAlias(text: string): boolean {
    return this.#script.names.declarations.some(({ kind, name }) => {
      if (kind !== 'alias') return false;
      const depth = name.split('.').length;
      return compileGlob(text.split('.').slice(0, depth).join('.')).test(name);
    });
  }

  #noMatch(point: Point, text: string, names: readonly string[]): void {
    const release = this.#source.pack.manifest.release;
    const [first = '', second = ''] = names;
    const argument = readPoint(text)[1]?.argument ?? '';
    const range = point.range;
    if (second === 'function' && kindsAfter([first]) !== undefined) {
      const near = /[*?[]/.test(argument) ? [] : this.#nearFunctions(argument);
      const hasSymbol = this.#source.pack.functions.named(argument.split('@')[0] ?? '')[0];
      const why = hasSymbol?.noKprobe ?? `no function of kernel ${release} is called ${argument}`;
      // What is inlined everywhere has no symbol, and only debuginfo knows it.
      const message =
        first === 'kprobe' ? `Matches nothing: ${why}.` : `Matches no symbol: ${why}. Only debuginfo could tell more.`;
      this.#report(
        first === 'kprobe' ? 'error' : 'warning',
        this.#argumentRange(point, argument),
        'no-match',
        message,
        near,
      );
    } else if (first === 'kernel' && second === 'trace') {
      const near = /[*?[]/.test(argument) ? [] : this.#nearTracepoints(argument);
      // A module that is not loaded may have it: stap looks into the kernel's headers too.
      const message = `The running kernel ${release} has no tracepoint ${argument}.`;
      this.#report('warning', this.#argumentRange(point, argument), 'no-match', message, near);
    } else if (this.#tapset !== undefined) {
      const message = `Neither stap nor the target's tapset has a probe point ${text}.`;
      const aliases = nearestNames(text, this.#tapset.aliases.keys());
      if (aliases.length > 0) this.#error(range, 'no-match', message, aliases);
      else {
        // A slip in the first word is mended there, what follows it stays.
        const head = { start: range.start, end: range.start + first.length };
        this.#error(
          head,
          'no-match',
          message,
          nearestNames(
            first,
            probeKinds.map(({ name }) => name),
          ),
        );
      }
    }
  }

  #nearFunctions(name: string): readonly string[] {
    const { hits } = this.#source.pack.functions.search({ typed: name.slice(0, 4), limit: 400 });
    return nearestNames(
      name,
      hits.map((hit) => hit.name),
    );
  }

  #nearTracepoints(argument: string): readonly string[] {
    const all = this.#source.pack.tracepoints.glob('*', '*');
    const spell = argument.includes(':') ? (s: string, n: string) => `${s}:${n}` : (_: string, n: string) => n;
    return nearestNames(argument, [...new Set(Array.from(all, ({ subsystem, name }) => spell(subsystem, name)))]);
  }

  /** The argument inside a point's quotes, else the whole point. */
  #argumentRange({ range }: Point, argument: string): Range {
    const at = this.#source.text.indexOf(`"${argument}"`, range.start);
    return at < 0 || at > range.end ? range : { start: at + 1, end: at + 1 + argument.length };
  }

  #unusedNames(): void {
    const { declarations, occurrences } = this.#script.names;
    for (const declaration of declarations) {
      const uses = occurrences.filter((one) => one.declaration === declaration && one.range !== declaration.nameRange);
      if (declaration.kind === 'global' && uses.length === 0) {
        const message = `Global ${declaration.name} is never used.`;
        this.findings.push({
          range: declaration.nameRange,
          severity: 'warning',
          code: 'unused',
          message,
          tag: 'unused',
        });
      }
    }
  }

  #error(range: Range, code: string, message: string, near: readonly string[] = []): void {
    this.#report('error', range, code, message, near);
  }

  #report(severity: 'error' | 'warning', range: Range, code: string, message: string, near: readonly string[]): void {
    const fixes = near.map((name): Fix => ({ title: `Change to ${name}`, edits: [{ range, newText: name }] }));
    const hint = near.length > 0 ? ` Did you mean ${near.slice(0, 3).join(', ')}?` : '';
    this.findings.push({ range, severity, code, message: message + hint, ...(fixes.length > 0 && { fixes }) });
  }
}

/** Points that stap resolves by debuginfo, and the pack by symbols. */
function isDebuginfoFunction([first, second]: readonly string[]): boolean {
  return (first === 'kernel' || first === 'module') && second === 'function';
}
