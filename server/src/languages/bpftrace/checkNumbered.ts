// Checks `argN` of kprobes against the prototype in BTF: bpftrace reads a register whether the function uses it or not.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Finding } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';
import { functionPointOf, isGlob, type Provider, parseAttachPoint } from './attachPoint.ts';
import type { Probe } from './tree.ts';

/** bpftrace refuses `arg6` and what follows on x86-64. */
const X86_REGISTERS = 6;

const inRegisters: ReadonlySet<Provider> = new Set<Provider>(['kprobe', 'uprobe']);

/** A warning where one of the probe's functions has not so many parameters, as far as BTF tells. */
export function checkNumbered(name: string, range: Range, probe: Probe, pack: KernelPack): readonly Finding[] {
  const [, digits] = /^arg(\d+)$/.exec(name) ?? [];
  if (digits === undefined) return [];
  const index = Number(digits);
  if (index >= X86_REGISTERS && pack.manifest.machine === 'x86_64') {
    const provider = probe.points
      .map(({ text }) => parseAttachPoint(text).provider)
      .find((one) => one && inRegisters.has(one));
    const message = `x86-64 passes ${X86_REGISTERS} arguments in registers, so that bpftrace has no \`${name}\` here.`;
    if (provider) return [{ range, severity: 'error', code: 'no-such-argument', message }];
  }
  for (const { text } of probe.points) {
    const parameters = parameterNames(text, pack);
    if (!parameters || index < parameters.length) continue;
    const [, , called] = /^(\w+):(?:.*:)?([^:+]+)/.exec(text) ?? [];
    const has =
      parameters.length === 0
        ? 'has no arguments'
        : `has ${parameters.map((parameter, at) => `\`arg${at}\` (${parameter})`).join(', ')}`;
    const message = `\`${called}\` ${has}; \`${name}\` is whatever its register holds.`;
    return [{ range, severity: 'warning', code: 'no-such-argument', message }];
  }
  return [];
}

/** Names of a kprobe's parameters, one a register; undefined where that cannot be told. */
function parameterNames(point: string, { functions, types }: KernelPack): readonly string[] | undefined {
  const parsed = parseAttachPoint(point);
  const called = functionPointOf(parsed);
  // Behind an offset the registers hold other things.
  if (parsed.provider !== 'kprobe' || !called || isGlob(called.name) || called.part.text.includes('+'))
    return undefined;
  const [only, ...others] = functions.named(called.name, called.module);
  if (only?.prototype === undefined || others.length > 0) return undefined;
  const prototype = types.type(only.prototype);
  if (prototype?.kind !== 'prototype') return undefined;
  const unclear = prototype.parameters.some(({ name, type }) => {
    // A nameless one stands for `…`; a struct by value may take two registers.
    const { kind } = types.type(types.resolve(type)) ?? { kind: 'void' };
    return name === '' || kind === 'struct' || kind === 'union';
  });
  return unclear ? undefined : prototype.parameters.map(({ name }) => name);
}
