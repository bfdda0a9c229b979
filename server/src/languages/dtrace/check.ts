// What `dtrace` would refuse beyond syntax, as far as script and pack can tell: an error only where it is certain.
import type { Finding } from '../../syntax/finding.ts';
import { nearestNames } from '../../syntax/nearestNames.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import { builtInFunctions, functionKind } from './builtIns.ts';
import { kernelProbes, neededFor } from './kernelProbes.ts';
import { matchesOf } from './matches.ts';
import type { DtraceScript } from './parse.ts';
import { isOfProgram, readProbeSpec } from './probeSpec.ts';
import { type Expression, expressionsOf, type Name, partsOf } from './tree.ts';

/** Findings in text order. */
export function checkDtrace(script: DtraceScript, source: Source): readonly Finding[] {
  const checker = new Checker(script, source);
  checker.run();
  return checker.findings;
}

class Checker {
  readonly findings: Finding[] = [];
  readonly #script: DtraceScript;
  readonly #source: Source;
  /** How each aggregation took in values first. */
  readonly #aggregations = new Map<string, string>();
  readonly #isDestructive: boolean;

  constructor(script: DtraceScript, source: Source) {
    this.#script = script;
    this.#source = source;
    const { text } = script;
    this.#isDestructive = /^#pragma\s+D\s+option\s+destructive\b/m.test(text) || /^#!.*\bdtrace\b.*\s-\w*w/.test(text);
  }

  run(): void {
    const carriageReturn = this.#script.text.indexOf('\r\n');
    if (carriageReturn >= 0) {
      const range = { start: carriageReturn, end: carriageReturn + 1 };
      this.#error(
        range,
        'line-ends',
        'dtrace takes no Windows line ends: let the editor write LF (bottom right: CRLF).',
      );
    }
    const toleratesMissing =
      /^#!.*\bdtrace\b.*\s-\w*Z/.test(this.#script.text) || /^#pragma\s+D\s+option\s+zdefs\b/m.test(this.#script.text);
    for (const item of this.#script.tree.items) {
      if (item.kind === 'clause' && !toleratesMissing) for (const spec of item.specs) this.#spec(spec);
      for (const expression of expressionsOf(item)) this.#walk(expression);
    }
  }

  #spec({ text, range }: Name): void {
    const { pack } = this.#source;
    const parts = readProbeSpec(text);
    if (parts === undefined) {
      this.#error(range, 'malformed-probe', 'A probe has at most four parts: provider:module:function:name.');
      return;
    }
    if (isOfProgram(parts) || /[$*?[\\`!]/.test(text) || parts.function.includes('.')) return;
    const needed = neededFor(parts.provider);
    if (needed === undefined || !pack.knows(needed)) return;
    if (matchesOf(text, this.#source).count !== 0) return;
    const near = parts.function === '' ? [] : nearestNames(parts.function, this.#functionsOf(parts.provider));
    const from = range.start + text.lastIndexOf(parts.function, text.lastIndexOf(':'));
    this.findings.push({
      range,
      severity: 'error',
      code: 'unknown-probe',
      message: `Kernel ${pack.manifest.release} has no probe ${text}.${near.length > 0 ? ` Similar: ${near.join(', ')}.` : ''}`,
      fixes: near.map((name) => ({
        title: `Change to \`${name}\``,
        edits: [{ range: { start: from, end: from + parts.function.length }, newText: name }],
      })),
    });
  }

  *#functionsOf(provider: string): Iterable<string> {
    const seen = new Set<string>();
    for (const { function: name } of kernelProbes(provider, this.#source.pack)) {
      if (seen.has(name)) continue;
      seen.add(name);
      yield name;
    }
  }

  #walk(expression: Expression): void {
    if (expression.kind === 'call') this.#call(expression);
    if (expression.kind === 'assignment') this.#assignment(expression);
    // Who is called is no variable.
    const parts =
      expression.kind === 'call' && expression.callee.kind === 'name' ? expression.parameters : partsOf(expression);
    for (const part of parts) this.#walk(part);
  }

  #call({ callee }: Extract<Expression, { readonly kind: 'call' }>): void {
    if (callee.kind !== 'name' || callee.text.includes('`')) return;
    const kind = functionKind(callee.text);
    if (kind === undefined) {
      const near = nearestNames(
        callee.text,
        builtInFunctions.map(([name]) => name),
      );
      this.findings.push({
        range: callee.range,
        severity: 'error',
        code: 'unknown-function',
        message: `D has no function ${callee.text}().${near.length > 0 ? ` Similar: ${near.join(', ')}.` : ''}`,
        fixes: near.map((name) => ({
          title: `Change to \`${name}\``,
          edits: [{ range: callee.range, newText: name }],
        })),
      });
    }
    if (kind === 'destructive' && !this.#isDestructive) {
      this.findings.push({
        range: callee.range,
        severity: 'warning',
        code: 'destructive',
        message: `${callee.text}() can change the system; dtrace takes it only with the option -w, or with the pragma.`,
        fixes: [
          {
            title: 'Allow destructive actions in this script',
            edits: [{ range: this.#afterFirstLine(), newText: '#pragma D option destructive\n' }],
          },
        ],
      });
    }
  }

  /** After a `#!` line, which must stay the first. */
  #afterFirstLine(): Range {
    const { text } = this.#script;
    const at = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
    return { start: at, end: at };
  }

  #assignment({ left, right, range }: Extract<Expression, { readonly kind: 'assignment' }>): void {
    const target = left.kind === 'index' ? left.object : left;
    const action = right.kind === 'call' && right.callee.kind === 'name' ? right.callee.text : undefined;
    const isAggregating = action !== undefined && functionKind(action) === 'aggregating';
    if (target.kind !== 'aggregation') {
      if (isAggregating) {
        this.#error(
          right.range,
          'not-an-aggregation',
          `What ${action}() gives can only be kept in an aggregation, such as @name.`,
        );
      }
      return;
    }
    if (action === undefined || !isAggregating) {
      if (right.kind === 'missing' || (action !== undefined && functionKind(action) === undefined)) return;
      this.#error(
        range,
        'aggregation',
        `An aggregation takes values only by an aggregating function, as in ${target.text} = count().`,
      );
      return;
    }
    const before = this.#aggregations.get(target.text);
    if (before === undefined) this.#aggregations.set(target.text, action);
    else if (before !== action) {
      this.#error(
        range,
        'aggregation',
        `${target.text} is a ${before}() aggregation already; it cannot be a ${action}() too.`,
      );
    }
  }

  #error(range: Range, code: string, message: string): void {
    this.findings.push({ range, severity: 'error', code, message });
  }
}
