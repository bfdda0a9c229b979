// Probes that would be stabler or cheaper another way, with the rewrite as a fix.
import { stablerTracepoint } from '../../kernel/stablerTracepoint.ts';
import type { Finding, Fix, TextEdit } from '../../syntax/finding.ts';
import type { ProbePoint } from '../../syntax/script.ts';
import type { Source } from '../language.ts';
import { functionPointOf, isGlob, parseAttachPoint } from './attachPoint.ts';
import type { BpftraceScript } from './parse.ts';
import type { Probe } from './tree.ts';
import { releaseOf } from './versions.ts';
import { walkBlock, walkExpression } from './walk.ts';

/** Hints about a kprobe or kretprobe whose function has a tracepoint or BTF. */
export function preferStabler(
  point: ProbePoint,
  probe: Probe,
  script: BpftraceScript,
  { pack }: Source,
): readonly Finding[] {
  const parsed = parseAttachPoint(point.text);
  const called = functionPointOf(parsed);
  const [first] = parsed.parts;
  const isReturn = parsed.provider === 'kretprobe';
  if (!called || !first || isGlob(called.name) || called.part.text.includes('+')) return [];
  if (parsed.provider !== 'kprobe' && !isReturn) return [];
  const [, syscall] = /^(?:__x64_|__arm64_|__s390x_|__riscv_|__se_)?sys_(\w+)$/.exec(called.name) ?? [];
  const event = `${isReturn ? 'sys_exit' : 'sys_enter'}_${syscall}`;
  if (syscall !== undefined && pack.tracepoints.find('syscalls', event)) {
    const why = 'is this system call too, and keeps its name and its fields across kernels';
    return [preferTracepoint(point, probe, `tracepoint:syscalls:${event}`, why)];
  }
  const tracepoint = isReturn || uses(probe, /^arg\d+$/) ? undefined : stablerTracepoint(called.name, pack);
  if (tracepoint !== undefined) {
    const why = 'stands in this function, and keeps its name and its fields across kernels';
    return [preferTracepoint(point, probe, `tracepoint:${tracepoint.subsystem}:${tracepoint.name}`, why)];
  }
  // Without its arguments a kprobe says as much as an fentry probe; the cost alone is no reason to speak up.
  if (!isReturn && !uses(probe, /^arg\d+$/)) return [];
  const fentry = pack.functions
    .named(called.name, called.module)
    .find((one) => one.noFentry === undefined && one.prototype !== undefined);
  if (!pack.knows('types') || !fentry) return [];
  const provider = (releaseOf(pack) ?? 21) < 21 ? (isReturn ? 'kretfunc' : 'kfunc') : isReturn ? 'fexit' : 'fentry';
  const fix =
    probe.points.length === 1
      ? rewrite(point, first.text.length, provider, probe, fentry.prototype, script, pack)
      : undefined;
  if (!fix) return [];
  return [
    {
      range: point.range,
      severity: 'hint',
      code: 'cheaper-fentry',
      message: `\`${provider}:${called.name}\` costs less than a ${parsed.provider} and knows the arguments by name and type.`,
      fixes: [fix],
    },
  ];
}

function preferTracepoint({ range }: ProbePoint, probe: Probe, newText: string, why: string): Finding {
  const isTheSame = !uses(probe, /^(?:arg\d+|args|retval|func|ctx)$/);
  return {
    range,
    severity: 'hint',
    code: 'stabler-tracepoint',
    message: `\`${newText}\` ${why}.`,
    fixes: isTheSame ? [{ title: `Change to \`${newText}\``, edits: [{ range, newText }] }] : [],
  };
}

function uses(probe: Probe, names: RegExp): boolean {
  let found = false;
  eachIdentifier(probe, (name) => {
    if (names.test(name)) found = true;
  });
  return found;
}

function eachIdentifier(probe: Probe, use: (name: string, start: number, end: number) => void): void {
  const visit = {
    expression: (expression: Parameters<typeof walkExpression>[0]): void => {
      if (expression.kind === 'identifier') use(expression.name, expression.range.start, expression.range.end);
    },
  };
  if (probe.predicate) walkExpression(probe.predicate, visit);
  walkBlock(probe.body, visit);
}

/** Rewrites a probe by BTF's names; undefined where something it uses is not there afterwards. */
function rewrite(
  point: ProbePoint,
  providerLength: number,
  provider: string,
  probe: Probe,
  prototype: number | undefined,
  script: BpftraceScript,
  pack: Source['pack'],
): Fix | undefined {
  const type = prototype === undefined ? undefined : pack.types.type(prototype);
  if (type?.kind !== 'prototype' || script.errors.length > 0) return undefined;
  const { start } = point.range;
  const edits: TextEdit[] = [{ range: { start, end: start + providerLength }, newText: provider }];
  const access = (releaseOf(pack) ?? 19) < 19 ? 'args->' : 'args.';
  let possible = true;
  eachIdentifier(probe, (name, from, to) => {
    const [, index] = /^arg(\d+)$/.exec(name) ?? [];
    if (name === 'ctx' || name === 'func') possible = false;
    if (index === undefined) return;
    const parameter = type.parameters[Number(index)];
    if (parameter && parameter.name !== '')
      edits.push({ range: { start: from, end: to }, newText: `${access}${parameter.name}` });
    else possible = false;
  });
  return possible ? { title: `Change to \`${provider}\``, edits } : undefined;
}
