// What kind of value a place in a body wants: by the operator before it, or by the call whose argument it is.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { ValueType } from '../../syntax/cursor.ts';
import { conversionsOf } from './formats.ts';
import type { ScriptToken } from './lexer.ts';
import { tapsetOf } from './tapset.ts';
import * as t from './tokens.ts';

/** Operators that take numbers on both sides; `+` is one of them, strings are put together with a dot. */
const ofNumbers = /^(?:[-+*/%&|^]|<<|>>|[-+*/%&|^]=|<<=|>>=|<<<|&&|\|\|)$/;
const ofStrings = /^\.=?$/;

/** `call`: the call around, with the index of the token that opens its parenthesis. */
export function wantedAt(
  before: readonly ScriptToken[],
  call: { readonly callee: string; readonly index: number; readonly open: number } | undefined,
  pack: KernelPack,
): ValueType {
  const last = before.at(-1)?.image ?? '';
  if (ofStrings.test(last)) return 'string';
  if (ofNumbers.test(last)) return 'number';
  if (call === undefined || (last !== '(' && last !== ',')) return 'unknown';
  return /^s?printf$/.test(call.callee) ? wantedByFormat(before, call.open, call.index) : wantedByCall(call, pack);
}

function wantedByFormat(before: readonly ScriptToken[], open: number, index: number): ValueType {
  if (index === 0) return 'string';
  const format = before[open + 1];
  if (format?.tokenType !== t.StringLiteral) return 'unknown';
  // Each `*` is a number of its own before the value.
  const values = conversionsOf(format.image.slice(1, -1)).flatMap(({ letter, values: count }): readonly ValueType[] => [
    ...Array<ValueType>(count - 1).fill('number'),
    letter === 's' ? 'string' : 'number',
  ]);
  return values[index - 1] ?? 'unknown';
}

function wantedByCall(
  { callee, index }: { readonly callee: string; readonly index: number },
  pack: KernelPack,
): ValueType {
  const types = (tapsetOf(pack)?.functions.get(callee)?.overloads ?? []).map(
    ({ parameters }) => parameters[index]?.type,
  );
  const [first] = types;
  if (first === undefined || types.some((type) => type !== first)) return 'unknown';
  return first === 'string' ? 'string' : 'number';
}
