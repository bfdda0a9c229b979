// The type at the end of a chain such as `curthread->mm` or `args[0]->f_path`, from the pack.
import type { IToken } from 'chevrotain';
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { ProbePoint } from '../../syntax/script.ts';
import { typedArguments } from './contextVariables.ts';
import * as t from './tokens.ts';

/** A step of a chain: a member's name, or an index as the tokens between its brackets. */
type Step = { readonly member: string } | { readonly index: string };

/** `tokens` end where the chain ends. Undefined where the pack cannot tell. */
export function memberType(
  tokens: readonly IToken[],
  points: readonly ProbePoint[],
  pack: KernelPack,
): number | undefined {
  const steps: Step[] = [];
  let at = tokens.length - 1;
  while (at >= 0) {
    const token = tokens[at];
    if (token?.tokenType === t.BracketClose) {
      const open = openingOf(tokens, at);
      if (open < 0) return undefined;
      steps.unshift({
        index: tokens
          .slice(open + 1, at)
          .map(({ image }) => image)
          .join(' '),
      });
      at = open - 1;
      continue;
    }
    if (token?.tokenType !== t.Identifier) return undefined;
    const before = tokens[at - 1]?.tokenType;
    if (before !== t.Arrow && before !== t.Dot) return follow(token.image, steps, points, pack);
    steps.unshift({ member: token.image });
    at -= 2;
  }
  return undefined;
}

function openingOf(tokens: readonly IToken[], close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (tokens[at]?.tokenType === t.BracketClose) depth++;
    if (tokens[at]?.tokenType === t.BracketOpen && --depth === 0) return at;
  }
  return -1;
}

function follow(
  base: string,
  steps: readonly Step[],
  points: readonly ProbePoint[],
  pack: KernelPack,
): number | undefined {
  const { types } = pack;
  const [first, ...rest] = steps;
  let type: number | undefined;
  let remaining = steps;
  if (base === 'curthread') type = types.named('task_struct', 'struct');
  else if (base === 'args' && first && 'index' in first) {
    type = typedArguments(points, pack)?.[Number(first.index)]?.type || undefined;
    remaining = rest;
  }
  for (const step of remaining) {
    if (type === undefined) return undefined;
    if ('index' in step) {
      const resolved = types.type(types.resolve(type));
      type = resolved?.kind === 'array' ? resolved.element : resolved?.kind === 'pointer' ? resolved.target : undefined;
    } else {
      type = types.members(types.resolve(type, true)).find(({ name }) => name === step.member)?.type;
    }
  }
  return type;
}
