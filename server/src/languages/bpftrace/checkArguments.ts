// Checks of what a probe brings: `args` and its fields, `argN`, `retval`, members of kernel structs.
import type { Finding } from '../../syntax/finding.ts';
import { nearestNames } from '../../syntax/nearestNames.ts';
import type { Source } from '../language.ts';
import { argumentsOf } from './arguments.ts';
import { parseAttachPoint } from './attachPoint.ts';
import { withNamedArguments, withNumberedArguments, withReturnValue } from './builtins.ts';
import { checkNumbered } from './checkNumbered.ts';
import type { BpftraceScript } from './parse.ts';
import type { Expression, Member, Probe } from './tree.ts';
import { typeOf } from './typeOf.ts';
import { walkBlock, walkExpression } from './walk.ts';

/** Findings about arguments and members in all probes. */
export function checkArguments(script: BpftraceScript, source: Source): readonly Finding[] {
  return script.tree.items.flatMap((item) => (item.kind === 'probe' ? checkProbe(item, script, source) : []));
}

function checkProbe(probe: Probe, script: BpftraceScript, source: Source): readonly Finding[] {
  const findings: Finding[] = [];
  const definesTypes = script.tree.items.some(({ kind }) => kind === 'definition' || kind === 'preprocessor');
  const visit = {
    expression: (expression: Expression): void => {
      if (expression.kind === 'identifier') {
        findings.push(...checkBuiltin(expression.name, expression.range, probe));
        findings.push(...checkNumbered(expression.name, expression.range, probe, source.pack));
      }
      if (expression.kind !== 'member') return;
      if (expression.object.kind === 'identifier' && expression.object.name === 'args') {
        findings.push(...checkField(expression, probe, source));
      } else if (!definesTypes) {
        findings.push(...checkMember(expression, probe, script, source));
      }
    },
  };
  if (probe.predicate) walkExpression(probe.predicate, visit);
  walkBlock(probe.body, visit);
  return findings;
}

function checkBuiltin(name: string, range: Finding['range'], probe: Probe): readonly Finding[] {
  const allowed = /^arg\d+$/.test(name)
    ? withNumberedArguments
    : name === 'retval'
      ? withReturnValue
      : name === 'args'
        ? withNamedArguments
        : undefined;
  if (!allowed) return [];
  const without = probe.points.find(({ text }) => {
    const { provider } = parseAttachPoint(text);
    return provider !== undefined && !allowed.has(provider) && !text.startsWith('$');
  });
  if (!without) return [];
  const provider = parseAttachPoint(without.text).provider ?? '';
  const instead =
    name === 'args' && provider.startsWith('k')
      ? ' Use `arg0`, `arg1`, … or an fentry probe.'
      : /^arg\d/.test(name) && provider === 'tracepoint'
        ? ' A tracepoint brings its fields as `args.name`.'
        : name === 'retval' && provider === 'kprobe'
          ? ' It is there in a kretprobe or an fexit probe.'
          : '';
  return [
    {
      range,
      severity: 'error',
      code: 'builtin-not-here',
      message: `A ${provider} probe has no \`${name}\`.${instead}`,
    },
  ];
}

function checkField({ name }: Member, probe: Probe, { pack }: Source): readonly Finding[] {
  for (const point of probe.points) {
    const { provider } = parseAttachPoint(point.text);
    if (provider !== 'tracepoint' && provider !== 'fentry' && provider !== 'fexit') continue;
    const fields = argumentsOf(point.text, pack);
    // No fields at all says that the pack could not read them.
    if (!fields || fields.length === 0 || /[*?[$]/.test(point.text)) continue;
    const known = fields
      .filter((field) => field.name.startsWith('args.'))
      .map((field) => field.name.slice('args.'.length));
    if (known.includes(name.text) || name.text === '') continue;
    const near = nearestNames(name.text, known);
    const hint =
      near[0] === undefined
        ? `It has ${known.map((field) => `\`${field}\``).join(', ')}.`
        : `Did you mean \`${near[0]}\`?`;
    return [
      {
        range: name.range,
        severity: 'error',
        code: 'unknown-field',
        message: `\`${point.text}\` has no argument \`${name.text}\`. ${hint}`,
        fixes: near.map((newText) => ({ title: `Change to \`${newText}\``, edits: [{ range: name.range, newText }] })),
      },
    ];
  }
  return [];
}

function checkMember(member: Member, probe: Probe, script: BpftraceScript, source: Source): readonly Finding[] {
  const { name } = member;
  const { types } = source.pack;
  const object = typeOf(member.object, { source, tree: script.tree, item: probe });
  if (object === undefined || name.text === '') return [];
  const resolved = types.resolve(object, true);
  const type = types.type(resolved);
  if (type?.kind !== 'struct' && type?.kind !== 'union') return [];
  const members = types.members(resolved).map((one) => one.name);
  if (members.length === 0 || members.includes(name.text)) return [];
  const near = nearestNames(name.text, members);
  return [
    {
      range: name.range,
      severity: 'error',
      code: 'unknown-member',
      message: `\`${types.spell(resolved)}\` has no member \`${name.text}\` on this kernel.${near[0] === undefined ? '' : ` Did you mean \`${near[0]}\`?`}`,
      fixes: near.map((newText) => ({ title: `Change to \`${newText}\``, edits: [{ range: name.range, newText }] })),
    },
  ];
}
