// The arguments that probes bring, with their types from the pack.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import type { ProbePoint } from '../../syntax/script.ts';
import type { Source } from '../language.ts';
import { isAny, readProbeSpec } from './probeSpec.ts';

/** A typed argument: its name in the kernel, and its BTF type. */
export interface TypedArgument {
  readonly name: string;
  readonly type: number;
}

/** Functions of a wildcard that are looked at for what they share. */
const mostLookedAt = 50;

/** The arguments that all of these probes bring, as `args[N]` and what `argN` holds. */
export function contextVariablesOf(points: readonly ProbePoint[], { pack }: Source): readonly Candidate[] {
  return (typedArguments(points, pack) ?? []).flatMap(({ name, type }, index): Candidate[] => {
    if (type === 0) return [];
    const spelled = pack.types.spell(type);
    return [
      {
        label: `args[${index}]`,
        kind: 'variable',
        detail: `${spelled} · ${name}`,
        documentation: `Argument ${index} of the probe, typed: \`${name}\`.`,
      },
    ];
  });
}

/** The typed arguments that all of these probes share, place by place; undefined where none can be told. */
export function typedArguments(points: readonly ProbePoint[], pack: KernelPack): readonly TypedArgument[] | undefined {
  let shared: readonly TypedArgument[] | undefined;
  for (const { text } of points) {
    const own = argumentsOf(text, pack);
    if (!own) return undefined;
    shared = shared ? common(shared, own) : own;
  }
  return shared;
}

function argumentsOf(spec: string, pack: KernelPack): readonly TypedArgument[] | undefined {
  const parts = readProbeSpec(spec);
  if (parts?.provider !== 'fbt' && parts?.provider !== 'rawfbt') return undefined;
  const module = isAny(parts.module) ? undefined : parts.module;
  let shared: readonly TypedArgument[] | undefined;
  let looked = 0;
  for (const { prototype } of pack.functions.glob(parts.function || '*', module)) {
    const type = prototype === undefined ? undefined : pack.types.type(prototype);
    if (type?.kind !== 'prototype') continue;
    // At the return, arg0 is where it returns to and arg1 what it returns.
    const own =
      parts.name === 'return'
        ? [{ name: 'offset', type: 0 }, ...(type.result === 0 ? [] : [{ name: 'result', type: type.result }])]
        : type.parameters;
    shared = shared ? common(shared, own) : own;
    if (++looked === mostLookedAt) break;
  }
  return shared;
}

function common(a: readonly TypedArgument[], b: readonly TypedArgument[]): readonly TypedArgument[] {
  const length = a.findIndex(({ type }, index) => type !== b[index]?.type);
  return length < 0 ? a : a.slice(0, length);
}
