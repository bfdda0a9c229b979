// Probe points against the pack: what matches nothing on this kernel, why, and what was meant.
import { compileGlob } from '../../kernel/glob.ts';
import { whyFunctionsMissing } from '../../kernel/programPoints.ts';
import { isProgram } from '../../kernel/programs.ts';
import type { Finding, Fix } from '../../syntax/finding.ts';
import { nearestNames, withNearest } from '../../syntax/nearestNames.ts';
import type { Range } from '../../syntax/range.ts';
import type { Source } from '../language.ts';
import { refusedComponent } from './checkComponents.ts';
import { compareVersions } from './conditions.ts';
import { matchesOf } from './matches.ts';
import { expandPoint } from './points.ts';
import { programOf, readPoint } from './pointText.ts';
import { reasonToKeepOut, sourceName } from './reach.ts';
import type { Tapset } from './tapset.ts';
import { kindsAfter, kindsOf } from './targetKinds.ts';
import type { Point } from './tree.ts';
import type { SystemTapScript } from './typedScript.ts';

/** Checks one script's probe points. */
export class PointChecker {
  readonly #script: SystemTapScript;
  readonly #source: Source;
  readonly #tapset: Tapset | undefined;

  /** `tapset` is undefined while it is not all in: nothing can be missed then. */
  constructor(script: SystemTapScript, source: Source, tapset: Tapset | undefined) {
    this.#script = script;
    this.#source = source;
    this.#tapset = tapset;
  }

  /** The first spelling of the point that matches nothing; none where the point may be missing. */
  check(point: Point): readonly Finding[] {
    if (point.mark !== undefined) return [];
    for (const text of expandPoint(point)) {
      if (/[$@]/.test(text)) continue;
      const names = readPoint(text).map(({ name }) => name);
      if (names[0] === undefined || names[0] === '' || this.isOwnAlias(text)) continue;
      if (names[0] === 'kernel' && names[1] === 'mark' && this.#hasNoMarkers()) return [markersGone(point.range)];
      const refused = this.#tapset && refusedComponent(point, text, this.#source);
      if (refused !== undefined) return [refused];
      const keptOut = this.#keptOut(point, text);
      if (keptOut !== undefined) return [keptOut];
      const { count } = matchesOf(text, this.#source);
      const hasNoSymbol = count === undefined && this.#source.pack.knows('functions') && isDebuginfoFunction(names);
      const isOfKernel = names[1] === 'function' || names[1] === 'trace';
      if (names[0] === 'process' && count === undefined) {
        const missing = this.#missingProgram(point, text) ?? this.#noProgramFunction(point, text);
        if (missing !== undefined) return [missing];
      }
      if (!isOfKernel && names[0] !== 'process' && this.#tapset === undefined) continue;
      if (count === 0 || hasNoSymbol) return [this.#noMatch(point, text, names)];
    }
    return [];
  }

  /** The script's own aliases, and what is put behind them. */
  isOwnAlias(text: string): boolean {
    return this.#script.names.declarations.some(({ kind, name }) => {
      if (kind !== 'alias') return false;
      const depth = name.split('.').length;
      return compileGlob(text.split('.').slice(0, depth).join('.')).test(name);
    });
  }

  #hasNoMarkers(): boolean {
    const version = this.#source.pack.manifest.tracers.stap;
    return version !== undefined && compareVersions(version, '5.5') >= 0;
  }

  #noMatch(point: Point, text: string, names: readonly string[]): Finding {
    const [first = '', second = ''] = names;
    const argument = readPoint(text)[1]?.argument ?? '';
    if (first === 'process' && programOf(readPoint(text), this.#source.pack.programs) !== undefined)
      return this.#notInProgram(point, text);
    if (second === 'function' && kindsAfter([first], this.#source.pack) !== undefined)
      return this.#noFunction(point, text, first, argument);
    const code = 'no-match';
    if (first === 'kernel' && second === 'trace') {
      const near = /[*?[]/.test(argument) ? [] : this.#nearTracepoints(argument);
      // A module that is not loaded may have it: stap looks into the kernel's headers too.
      const message = `The running kernel ${this.#source.pack.manifest.release} has no tracepoint ${argument}.`;
      return withNearest({ range: this.#argumentRange(point, argument), severity: 'warning', code, message }, near);
    }
    const message = `Neither stap nor the target's tapset has a probe point ${text}.`;
    const severity = 'error';
    const aliases = nearestNames(text, this.#tapset?.aliases.keys() ?? []);
    if (aliases.length > 0) return withNearest({ range: point.range, severity, code, message }, aliases);
    // A slip in the first word is mended there, what follows it stays.
    const head = { start: point.range.start, end: point.range.start + first.length };
    const kinds = nearestNames(
      first,
      kindsOf(this.#source.pack).map(({ name }) => name),
    );
    return withNearest({ range: head, severity, code, message }, kinds);
  }

  /** A function named in full that is on stap's own list: whether the kernel has it makes no difference. */
  #keptOut(point: Point, text: string): Finding | undefined {
    const { pack } = this.#source;
    const parts = readPoint(text);
    const [first, second] = parts;
    if (second?.argument === undefined || !(pack.knows('functions') || pack.manifest.tracers.stap)) return undefined;
    const [name = ''] = second.argument.split('@');
    if (!/^(?:function|statement)$/.test(second.name) || !/^\w+$/.test(name)) return undefined;
    const why = reasonToKeepOut(name, parts, pack);
    if (why === undefined) return undefined;
    const fixes = this.#bySymbol(point, text);
    const other = fixes.length === 0 ? '' : ' kprobe.function("…") may take it, without its variables by name.';
    return {
      range: this.#argumentRange(point, second.argument),
      // Of modules the real stap was not asked.
      severity: first?.name === 'kernel' ? 'error' : 'warning',
      code: 'function-not-probeable',
      message: `stap does not probe ${name}: ${why}.${other}`,
      fixes,
    };
  }

  #noFunction(point: Point, text: string, first: string, argument: string): Finding {
    const { pack } = this.#source;
    const [pattern = ''] = argument.split('@');
    const isPattern = /[*?[]/.test(argument);
    const range = this.#argumentRange(point, argument);
    const [symbol] = pack.functions.glob(pattern);
    // What is inlined everywhere has no symbol, and only debuginfo knows it.
    const isCertain = first === 'kprobe';
    const severity = isCertain ? 'error' : 'warning';
    if (symbol?.noKprobe !== undefined) {
      const message = `${symbol.name} cannot be probed: ${symbol.noKprobe}.`;
      return { range, severity, code: 'function-not-probeable', message };
    }
    const keptOut = symbol && reasonToKeepOut(sourceName(symbol.name), readPoint(text), pack);
    if (keptOut !== undefined) {
      const message = `stap does not probe ${symbol?.name}: ${keptOut}. Only debuginfo could tell what else is called so.`;
      return { range, severity, code: 'function-not-probeable', message };
    }
    const why = `no function of kernel ${pack.manifest.release} is called ${argument}`;
    const message = isCertain
      ? `Matches nothing: ${why}.`
      : `Matches no symbol: ${why}. Only debuginfo could tell more.`;
    const near = isPattern ? [] : this.#nearFunctions(argument);
    return withNearest({ range, severity, code: 'no-match', message }, near);
  }

  /** The same function by the symbol table, where the point stands as it is read and has nothing that needs debuginfo. */
  #bySymbol({ range }: Point, text: string): readonly Fix[] {
    const { functions } = this.#source.pack;
    const [, name = ''] = /^kernel\.function\("(\w+)"\)(?:\.(?:call|return))?$/.exec(text) ?? [];
    const [symbol] = functions.named(name, 'vmlinux');
    if (symbol?.noKprobe !== undefined || !symbol || !this.#source.text.startsWith(text, range.start)) return [];
    const head = { start: range.start, end: range.start + 'kernel'.length };
    return [{ title: 'Change to kprobe.function', edits: [{ range: head, newText: 'kprobe' }] }];
  }

  /** A program that is not there, or has no such marker. */
  #notInProgram(point: Point, text: string): Finding {
    const parts = readPoint(text);
    const path = programOf(parts, this.#source.pack.programs) ?? '';
    const program = this.#source.pack.programs.program(path);
    if (!isProgram(program)) {
      const message = `${program?.why ?? path}: stap would refuse the script on this target.`;
      return { range: this.#argumentRange(point, path), severity: 'error', code: 'no-program', message };
    }
    const name = parts.find((part) => part.name === 'mark')?.argument ?? '';
    const names = new Set(program.markers.map((marker) => marker.name));
    const message =
      names.size === 0
        ? `${program.path} has no static markers.`
        : `${program.path} has no static marker ${name} that fits; it has ${names.size} others.`;
    const range = this.#argumentRange(point, name);
    return withNearest({ range, severity: 'error', code: 'no-match', message }, nearestNames(name, names));
  }

  /** A program that is not there now, where stap would wait for it. */
  #missingProgram(point: Point, text: string): Finding | undefined {
    const path = programOf(readPoint(text), this.#source.pack.programs) ?? '';
    const program = path === '' ? undefined : this.#source.pack.programs.program(path);
    if (program === undefined || isProgram(program) || !program.isCertain) return undefined;
    const message = `${program.why} on this target: the probe waits for a program that may never come.`;
    return { range: this.#argumentRange(point, path), severity: 'warning', code: 'no-program', message };
  }

  /** A function that the program's symbols do not have: debuginfo may. */
  #noProgramFunction(point: Point, text: string): Finding | undefined {
    const parts = readPoint(text);
    const program = this.#source.pack.programs.program(programOf(parts, this.#source.pack.programs) ?? '');
    const argument = parts.find((part) => part.name === 'function')?.argument;
    if (!isProgram(program) || argument === undefined) return undefined;
    const message = `No function of ${program.path} is called ${argument}: ${whyFunctionsMissing(program)}.`;
    const near = new Set<string>();
    for (const index of program.functions.search(argument.slice(0, 4))) {
      if (near.add(program.functions.name(index)).size > 400) break;
    }
    const range = this.#argumentRange(point, argument);
    return withNearest({ range, severity: 'warning', code: 'no-match', message }, nearestNames(argument, near));
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
}

function markersGone(range: Range): Finding {
  const message = 'stap 5.5 and later have no kernel markers; the kernel lost them in 2.6.32. Use kernel.trace("…").';
  return { range, severity: 'error', code: 'kernel-marker', message };
}

/** Points that stap resolves by debuginfo, and the pack by symbols. */
function isDebuginfoFunction([first, second]: readonly string[]): boolean {
  return (first === 'kernel' || first === 'module') && second === 'function';
}
