// Checks of probe points: providers, their parts, and whether this kernel has what they name.
import type { KernelFunction, KernelPack } from '../../kernel/kernelPack.ts';
import { isProgram } from '../../kernel/programs.ts';
import type { Finding, Fix } from '../../syntax/finding.ts';
import { nearestNames } from '../../syntax/nearestNames.ts';
import type { Range } from '../../syntax/range.ts';
import type { ProbePoint } from '../../syntax/script.ts';
import type { Source } from '../language.ts';
import {
  functionPointOf,
  isGlob,
  type Part,
  type ProgramPoint,
  type Provider,
  parseAttachPoint,
  programPointOf,
  providerNames,
  rawTracepointOf,
  tracepointOf,
} from './attachPoint.ts';
import { checkEvent } from './checkEvent.ts';
import { preferStabler } from './checkStability.ts';
import { matchesOf } from './matches.ts';
import type { BpftraceScript } from './parse.ts';
import { probeFacts } from './probeFacts.ts';
import { programPath } from './programPath.ts';
import { rawTracepointsInReach, reasonToLeaveOut } from './reach.ts';
import type { Probe } from './tree.ts';
import { NEWEST, releaseOf } from './versions.ts';

/** Findings about all probe points. */
export function checkProbes(script: BpftraceScript, source: Source): readonly Finding[] {
  const toleratesMissing = script.tree.items.some(
    (item) =>
      item.kind === 'config' &&
      item.entries.some(({ key, value }) => key.text === 'missing_probes' && value?.text !== 'error'),
  );
  return script.tree.items.flatMap((item) =>
    item.kind === 'probe'
      ? item.points.flatMap((point) => checkPoint(point, item, toleratesMissing, script, source))
      : [],
  );
}

function checkPoint(
  point: ProbePoint,
  probe: Probe,
  toleratesMissing: boolean,
  script: BpftraceScript,
  source: Source,
): readonly Finding[] {
  const parsed = parseAttachPoint(point.text);
  const { provider, parts } = parsed;
  const [first] = parts;
  // Positional parameters stand for anything.
  if (!first || point.text.includes('$')) return [];
  const rangeOf = (part: Part): Range => ({ start: point.range.start + part.start, end: point.range.start + part.end });
  if (!provider) return isGlob(first.text) ? [] : [unknownProvider(first.text, rangeOf(first))];
  const fact = probeFacts.find((one) => one.provider === provider);
  const given = parts.length - 1;
  if (
    fact &&
    (given < fact.parts[0] || given > fact.parts[1] + (provider === 'fentry' || provider === 'fexit' ? 1 : 0))
  ) {
    const [least, most] = fact.parts;
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    const message = `\`${first.text}\` takes ${wanted} part${most === 1 ? '' : 's'} behind it, parted by colons; here are ${given}.`;
    return [{ range: point.range, severity: 'error', code: 'probe-parts', message }];
  }
  const odd = checkEvent(point, parsed, releaseOf(source.pack) ?? NEWEST);
  if (odd) return [odd];
  // A probe that is missing stops the run, unless it is one of several or the script says otherwise.
  const severity = toleratesMissing || probe.points.length > 1 ? 'warning' : 'error';
  const { count } = matchesOf(point.text, source);
  const missing = count === 0 ? missingFinding(point, source, severity) : undefined;
  if (missing) return [missing];
  return preferStabler(point, probe, script, source);
}

function unknownProvider(name: string, range: Range): Finding {
  const near = nearestNames(name, providerNames.keys());
  const known = `Known are \`kprobe\`, \`tracepoint\`, \`fentry\`, \`uprobe\`, \`interval\` and others.`;
  return {
    range,
    severity: 'error',
    code: 'unknown-probe-type',
    message: `bpftrace has no probes called \`${name}\`. ${near[0] ? `Did you mean \`${near[0]}\`?` : known}`,
    fixes: fixesOf(range, near),
  };
}

function fixesOf(range: Range, names: readonly string[]): readonly Fix[] {
  return names.map((newText) => ({ title: `Change to \`${newText}\``, edits: [{ range, newText }] }));
}

function missingFinding(point: ProbePoint, { pack }: Source, severity: 'error' | 'warning'): Finding | undefined {
  const parsed = parseAttachPoint(point.text);
  const release = pack.manifest.release;
  const tracepoint = tracepointOf(parsed);
  const at = (start: number, end: number): Range => ({
    start: point.range.start + start,
    end: point.range.start + end,
  });
  if (tracepoint) {
    const { subsystem, name } = tracepoint;
    const range = at(parsed.parts[1]?.start ?? 0, point.text.length);
    const wild = isGlob(subsystem) || isGlob(name);
    const known = wild ? [] : tracepointsLike(subsystem, name, pack);
    return found(
      range,
      severity,
      'unknown-tracepoint',
      `Linux ${release} has no tracepoint \`${subsystem}:${name}\`.`,
      known,
    );
  }
  const raw = rawTracepointOf(parsed);
  if (raw !== undefined) {
    const range = at(parsed.parts[1]?.start ?? 0, point.text.length);
    const known = isGlob(raw) ? [] : nearestNames(raw, namesOf(rawTracepointsInReach(pack)));
    return found(range, severity, 'unknown-tracepoint', `Linux ${release} has no tracepoint \`${raw}\`.`, known);
  }
  const inProgram = programPointOf(parsed);
  if (inProgram) return missingInProgram(inProgram, parsed.provider, at, severity, pack);
  const called = functionPointOf(parsed);
  if (!called) return undefined;
  const range = at(called.part.start, called.part.start + called.name.length);
  const functions = isGlob(called.name) ? [] : pack.functions.named(called.name, called.module);
  if (functions.length > 0) {
    const reason = reasonAgainst(functions, parsed.provider === 'fentry' || parsed.provider === 'fexit', pack);
    return {
      range,
      severity: 'warning',
      code: 'function-not-probeable',
      message: `\`${called.name}\` cannot be probed here: ${reason ?? 'the kernel does not allow it'}.`,
    };
  }
  const where = called.module === undefined ? `Linux ${release}` : `\`${called.module}\``;
  const known = isGlob(called.name) ? [] : functionsLike(called.name, pack);
  const what = isGlob(called.name) ? `no function that matches \`${called.name}\`` : `no function \`${called.name}\``;
  return found(range, severity, 'unknown-kernel-function', `${where} has ${what} that can be probed.`, known);
}

function missingInProgram(
  { path: written, pathPart, kind, name, namePart }: ProgramPoint,
  provider: Provider | undefined,
  at: (start: number, end: number) => Range,
  severity: 'error' | 'warning',
  { programs }: KernelPack,
): Finding {
  const path = programPath(provider, written, programs);
  const program = programs.program(path);
  if (!isProgram(program)) {
    const message = `bpftrace would refuse this on the target: ${program?.why ?? path}.`;
    return { range: at(pathPart.start, pathPart.end), severity, code: 'no-program', message };
  }
  const near = new Set<string>();
  if (kind === 'marker') for (const marker of program.markers) near.add(marker.name);
  else for (const index of program.functions.search(name.slice(0, 4))) near.add(program.functions.name(index));
  const what = kind === 'marker' ? 'static marker' : 'function';
  const known = isGlob(name) ? [] : nearestNames(name, near);
  const code = kind === 'marker' ? 'unknown-marker' : 'unknown-program-function';
  const range = at(namePart.start, namePart.start + name.length);
  return found(range, severity, code, `\`${program.path}\` has no ${what} \`${name}\`.`, known);
}

function reasonAgainst(functions: readonly KernelFunction[], byBtf: boolean, pack: KernelPack): string | undefined {
  return functions
    .map((one) => (byBtf ? one.noFentry : one.noKprobe) ?? reasonToLeaveOut(one, pack, byBtf))
    .find((reason) => reason !== undefined);
}

function found(
  range: Range,
  severity: 'error' | 'warning',
  code: string,
  message: string,
  near: readonly string[],
): Finding {
  const [best] = near;
  return {
    range,
    severity,
    code,
    message: best === undefined ? message : `${message} Did you mean \`${best}\`?`,
    fixes: fixesOf(range, near),
  };
}

function namesOf(all: readonly { readonly name: string }[]): readonly string[] {
  return all.map(({ name }) => name);
}

function tracepointsLike(subsystem: string, name: string, pack: KernelPack): readonly string[] {
  const others = pack.tracepoints.named(name).map((one) => `${one.subsystem}:${one.name}`);
  if (others.length > 0) return others;
  const subsystems = pack.tracepoints.subsystems.includes(subsystem)
    ? [subsystem]
    : nearestNames(subsystem, pack.tracepoints.subsystems);
  const candidates = subsystems.flatMap((one) =>
    [...pack.tracepoints.glob(one, '*')].map((tracepoint) => `${one}:${tracepoint.name}`),
  );
  return nearestNames(`${subsystem}:${name}`, candidates);
}

/** Functions that begin like the name, or like it without its first letters. */
function functionsLike(name: string, pack: KernelPack): readonly string[] {
  const candidates = new Set<string>();
  for (const typed of [name, name.slice(0, -1), name.slice(0, 4), name.slice(2)]) {
    if (typed.length < 2) continue;
    for (const hit of pack.functions.search({ typed, limit: 200 }).hits) candidates.add(hit.name);
  }
  return nearestNames(name, candidates);
}
