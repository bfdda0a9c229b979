// A parsed script with the types of its names, told in their declarations.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Declaration, NameTable, Script } from '../../syntax/script.ts';
import { inferTypes } from './inferTypes.ts';
import { surroundingsOf } from './surroundings.ts';
import type { Tree } from './tree.ts';
import type { Types } from './typeSurroundings.ts';

/** A SystemTap script that was read, with its types. */
export type SystemTapScript = Script<Tree & { readonly types: Types }>;

/** Infers the types and tells them at the names that the script declares. */
export function withTypes(script: Script<Tree>, pack: KernelPack): SystemTapScript {
  const { items } = script.tree;
  const types = inferTypes(items, surroundingsOf(items, pack));
  return { ...script, tree: { ...script.tree, types }, names: tellTypes(script.names, types) };
}

function tellTypes({ declarations, occurrences }: NameTable, types: Types): NameTable {
  const told = new Map(declarations.map((declaration) => [declaration, tellType(declaration, types)]));
  return {
    declarations: [...told.values()],
    occurrences: occurrences.map((one) => ({ ...one, declaration: told.get(one.declaration) ?? one.declaration })),
  };
}

function tellType(declaration: Declaration, types: Types): Declaration {
  const { kind, name, nameRange, detail } = declaration;
  if (kind !== 'global' && kind !== 'local' && kind !== 'parameter') return declaration;
  const type = types.spelledAt(nameRange.start, name);
  if (type === undefined || (kind === 'parameter' && detail?.includes(':'))) return declaration;
  return { ...declaration, detail: detail?.startsWith('array') ? `${type}, ${detail}` : type };
}
