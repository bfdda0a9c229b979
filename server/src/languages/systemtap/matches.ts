// What a probe point stands for on a kernel.
import { compileGlob } from '../../kernel/glob.ts';
import type { KernelPack } from '../../kernel/kernelPack.ts';
import { functionsIn, markersIn, whyFunctionsMissing } from '../../kernel/programPoints.ts';
import { isProgram, type NoProgram } from '../../kernel/programs.ts';
import { isTracepoint } from '../../kernel/rawTracepoints.ts';
import type { ProbeMatches, Source } from '../language.ts';
import { markerName, type PointPart, programOf, readPoint } from './pointText.ts';
import { reasonToKeepOut, sourceName } from './reach.ts';
import { type Alias, tapsetOf } from './tapset.ts';
import { kindsAfter } from './targetKinds.ts';

/** Aliases that stand for aliases, deeper than this, stand for themselves. */
const deepestAlias = 8;

/** What a probe point matches on the source's kernel. */
export function matchesOf(text: string, source: Source): ProbeMatches {
  return matchParts(readPoint(text), text, source.pack, 0);
}

function matchParts(parts: readonly PointPart[], text: string, pack: KernelPack, depth: number): ProbeMatches {
  const [first, second] = parts;
  const suffix = parts.slice(2).map(spellPart).join('.');
  const end = suffix === '' ? '' : `.${suffix}`;
  if (first?.name === 'kernel' || first?.name === 'module' || first?.name === 'kprobe') {
    if (second?.name === 'trace' && first.name === 'kernel') return tracepoints(second.argument ?? '', pack);
    if (second?.name === 'function' && second.argument !== undefined) {
      const module = first.name === 'kernel' ? 'vmlinux' : first.name === 'module' ? first.argument : undefined;
      return functions(parts, second.argument, module, end, pack);
    }
    return second === undefined ? none : unknown('Only stap itself can place this probe point, when it runs.');
  }
  const found = aliasesMatching(parts, pack);
  if (found.length > 0) return depth > deepestAlias ? one(text) : aliasMatches(found, pack, depth);
  if (first !== undefined && kindsAfter([first.name], pack) !== undefined) {
    const isKnown =
      kindsAfter(
        parts.map(({ name }) => name),
        pack,
      ) !== undefined;
    if (!isKnown) return first.name === 'process' ? unknown('Only stap itself can place this probe point.') : none;
    if (first.name === 'process') return programMatches(parts, text, pack);
    return nowhere.has(first.name) ? { ...one(text), isNowhere: true } : one(text);
  }
  const tapset = tapsetOf(pack);
  if (tapset === undefined || !tapset.complete) return unknown('No tapset is known: pick a target that has SystemTap.');
  return none;
}

/** Kinds of probes that are times or moments of the run. */
const nowhere: ReadonlySet<string> = new Set(['begin', 'end', 'error', 'never', 'timer']);

const none: ProbeMatches = { count: 0, names: () => [] };

function one(text: string): ProbeMatches {
  return { count: 1, names: () => [text] };
}

function unknown(why: string): ProbeMatches {
  return { count: undefined, unknown: why, names: () => [] };
}

function spellPart({ name, argument }: PointPart): string {
  if (argument === undefined) return name;
  return /^(0x)?\d+$/.test(argument) ? `${name}(${argument})` : `${name}("${argument}")`;
}

function functions(
  parts: readonly PointPart[],
  argument: string,
  module: string | undefined,
  end: string,
  pack: KernelPack,
): ProbeMatches {
  if (!pack.knows('functions')) return unknown('No kernel symbols are known: pick a target.');
  const head = parts[0] === undefined ? '' : spellPart(parts[0]);
  // `name@file:line`: the file is for debuginfo to tell, the name is not.
  const [pattern = ''] = argument.split('@');
  const hasDebuginfo = parts[0]?.name !== 'kprobe';
  let keptOut: string | undefined;
  const find = function* (): Iterable<string> {
    const seen = new Set<string>();
    // What the compiler specialised or split off (`name.isra.0`) goes by its own name in debuginfo.
    const patterns = hasDebuginfo ? [pattern, `${pattern}.*`] : [pattern];
    for (const each of patterns)
      for (const fn of pack.functions.glob(each, module)) {
        const name = hasDebuginfo ? sourceName(fn.name) : fn.name;
        if (seen.has(`${fn.module} ${name}`)) continue;
        const why = reasonToKeepOut(name, parts, pack);
        if (why !== undefined) keptOut = `stap does not probe ${name}: ${why}.`;
        else if (fn.noKprobe !== undefined) keptOut ??= `${name} cannot be probed: ${fn.noKprobe}.`;
        else {
          seen.add(`${fn.module} ${name}`);
          yield name;
        }
      }
  };
  let count = 0;
  for (const _ of find()) count++;
  if (count === 0 && hasDebuginfo && keptOut !== undefined) return unknown(keptOut);
  if (count === 0 && hasDebuginfo) {
    return unknown(
      `The symbols of kernel ${pack.manifest.release} have no ${pattern}; only debuginfo could tell more.`,
    );
  }
  const names = function* (): Iterable<string> {
    for (const name of find()) yield `${head}.function("${name}")${end}`;
  };
  return { count, names };
}

function tracepoints(argument: string, pack: KernelPack): ProbeMatches {
  if (!pack.knows('tracepoints')) return unknown('No tracepoints are known: pick a target, as root.');
  const colon = argument.indexOf(':');
  const subsystem = colon < 0 ? '*' : argument.slice(0, colon);
  const name = colon < 0 ? argument : argument.slice(colon + 1);
  const names = function* (): Iterable<string> {
    for (const point of pack.tracepoints.glob(subsystem, name))
      if (isTracepoint(point)) yield `kernel.trace("${point.subsystem}:${point.name}")`;
  };
  let count = 0;
  for (const _ of names()) count++;
  return { count, names };
}

function programMatches(parts: readonly PointPart[], text: string, { programs }: KernelPack): ProbeMatches {
  const path = programOf(parts, programs);
  const last = parts.find(({ name }) => name === 'function' || name === 'mark');
  if (path === undefined) return unknown('Which program this is shows only when the script runs.');
  if (last?.argument === undefined) {
    const program = programs.program(path);
    if (isProgram(program)) return one(text);
    // stap waits for a process that runs a program of this path, and does not look whether there is one.
    return unknown(lookingFor(path, program));
  }
  const head = parts
    .slice(0, parts.indexOf(last))
    .filter(({ name }) => name !== 'provider')
    .map(spellPart)
    .join('.');
  const tail = parts
    .slice(parts.indexOf(last) + 1)
    .map((part) => `.${spellPart(part)}`)
    .join('');
  if (last.name === 'function') {
    const inside = functionsIn(programs, path, last.argument.split('@')[0] ?? '');
    if ('missing' in inside) return inside.missing?.isCertain ? none : unknown(lookingFor(path, inside.missing));
    if (inside.found.length === 0)
      return unknown(`No function of ${path} is called ${last.argument}: ${whyFunctionsMissing(inside.program)}.`);
    return {
      count: inside.found.length,
      names: () => inside.found.map((name) => `${head}.function("${name}")${tail}`),
    };
  }
  const provider = parts.find(({ name }) => name === 'provider')?.argument;
  const inside = markersIn(programs, path, markerName(last.argument), provider);
  if ('missing' in inside) return inside.missing?.isCertain ? none : unknown(lookingFor(path, inside.missing));
  const names = inside.found.map((marker) => `${head}.provider("${marker.provider}").mark("${marker.name}")`);
  return { count: names.length, names: () => new Set(names) };
}

function lookingFor(path: string, missing: NoProgram | undefined): string {
  return missing === undefined
    ? `${path} was not looked at: pick a target, or wait for its answer.`
    : `${missing.why}.`;
}

/** Aliases that a point names; its own suffixes (`.return`) go to what the alias stands for. */
export function aliasesMatching(parts: readonly PointPart[], pack: KernelPack): readonly Alias[] {
  const tapset = tapsetOf(pack);
  if (tapset === undefined) return [];
  const spelled = parts.map(spellPart);
  for (let length = spelled.length; length > 0; length--) {
    const name = spelled.slice(0, length).join('.');
    const exact = tapset.aliases.get(name);
    if (exact) return [exact];
    if (/[*?[]/.test(name)) {
      const pattern = compileGlob(name);
      const found = [...tapset.aliases.values()].filter(
        (alias) => sameDepth(alias.name, length) && pattern.test(alias.name),
      );
      if (found.length > 0) return found;
    }
  }
  return [];
}

function sameDepth(name: string, length: number): boolean {
  return name.split('.').length === length;
}

function aliasMatches(aliases: readonly Alias[], pack: KernelPack, depth: number): ProbeMatches {
  const inner = aliases.map((alias) => {
    const points: { readonly optional: boolean; readonly matches: ProbeMatches }[] = [];
    for (const { text, optional, sufficient } of alias.points) {
      const matches = matchParts(readPoint(text), text, pack, depth + 1);
      points.push({ optional, matches });
      if (sufficient && (matches.count ?? 0) > 0) break;
    }
    return { alias, points };
  });
  let count = 0;
  let isKnown = true;
  for (const { points } of inner) {
    for (const { optional, matches } of points) {
      count += matches.count ?? 0;
      isKnown &&= matches.count !== undefined || optional;
    }
  }
  const names = function* (): Iterable<string> {
    for (const { alias, points } of inner) {
      if (aliases.length > 1) yield alias.name;
      else for (const { matches } of points) yield* matches.names();
    }
  };
  // The alias is there: that nothing of it was found says more about what the pack can tell.
  if (!isKnown || count === 0) return { ...unknown('Part of this alias can be placed by stap only.'), names };
  return { count, names };
}
