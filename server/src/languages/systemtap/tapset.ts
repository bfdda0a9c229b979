// The tapset of a pack: its macros, functions and aliases, parsed once and in slices off the request path.
import { createHash } from 'node:crypto';
import { type KeptWork, noKeptWork } from '../../kernel/keptWork.ts';
import type { KernelPack } from '../../kernel/kernelPack.ts';
import type { Candidate } from '../../syntax/candidate.ts';
import type { Range } from '../../syntax/range.ts';
import { environmentOf } from './environment.ts';
import type { Macro } from './macros.ts';
import { itemsOf, macrosOf } from './parse.ts';
import { expandPoint } from './points.ts';
import { documentationBefore } from './tapsetComments.ts';
import type { FunctionItem, Item, ProbeItem } from './tree.ts';
import { walkStatement } from './walk.ts';

/** A probe alias of the tapset. */
export interface Alias {
  readonly name: string;
  /** The points it stands for, in the order written; those marked `?` or `!` may be missing, and behind a `!` that is there no other counts. */
  readonly points: readonly { readonly text: string; readonly optional: boolean; readonly sufficient: boolean }[];
  /** Variables that its body sets for the script. */
  readonly variables: readonly string[];
  readonly body: ProbeItem;
  readonly documentation: string | undefined;
  readonly path: string;
  readonly range: Range;
}

/** A target's tapset as an index, filled file by file. */
export class Tapset {
  readonly macros: ReadonlyMap<string, Macro>;
  readonly functions = new Map<string, { name: string; overloads: FunctionItem[]; candidate: Candidate }>();
  readonly aliases = new Map<string, Alias>();
  readonly globals = new Set<string>();
  /** All files are in: what is not here does not exist. */
  complete = false;

  constructor(macros: ReadonlyMap<string, Macro>) {
    this.macros = macros;
  }

  add(item: Item, path: string, text: string): void {
    if (item.kind === 'function') this.#addFunction(item, path, text);
    else if (item.kind === 'probe') this.#addAliases(item, path, text);
    else if (item.kind === 'global') for (const { name } of item.variables) this.globals.add(name.text);
  }

  #addFunction(item: FunctionItem, path: string, text: string): void {
    const { name, parameters, type } = item;
    const spelled = parameters.map((one) => (one.type ? `${one.name.text}:${one.type}` : one.name.text));
    const documentation = documentationBefore(text, item.range.start);
    const told = documentation !== undefined && { documentation };
    const signature = {
      label: `${name.text}(${spelled.join(', ')})${type ? `:${type}` : ''}`,
      parameters: spelled,
      ...told,
    };
    const known = this.functions.get(name.text);
    const signatures = [...(known?.candidate.signatures ?? []), signature];
    const candidate: Candidate = {
      label: name.text,
      kind: 'function',
      detail: `tapset${type ? ` · ${type}` : ''}`,
      ...told,
      ...(type && { type: type === 'string' ? 'string' : 'number' }),
      signatures,
      origin: { path, range: name.range },
    };
    this.functions.set(name.text, { name: name.text, overloads: [...(known?.overloads ?? []), item], candidate });
  }

  #addAliases(item: ProbeItem, path: string, text: string): void {
    const points = item.points.flatMap((point) =>
      expandPoint(point).map((spelled) => ({
        text: spelled,
        optional: point.mark !== undefined,
        sufficient: point.mark === '!',
      })),
    );
    const variables = new Set<string>();
    walkStatement(item.body, {
      expression: (expression) => {
        if (expression.kind === 'assignment' && expression.left.kind === 'symbol')
          variables.add(expression.left.name.text);
      },
    });
    const documentation = documentationBefore(text, item.range.start);
    for (const alias of item.aliases) {
      for (const name of expandPoint(alias)) {
        this.aliases.set(name, {
          name,
          points,
          variables: [...variables],
          body: item,
          documentation,
          path,
          range: alias.range,
        });
      }
    }
  }
}

const tapsets = new WeakMap<KernelPack, Tapset>();

/** What is known so far; undefined where the pack has no tapset. */
export function tapsetOf(pack: KernelPack): Tapset | undefined {
  if (!pack.knows('tapset')) return undefined;
  const known = tapsets.get(pack);
  if (known !== undefined) return known;
  const macros = new Map<string, Macro>();
  for (const [path, text] of filesFor(pack)) {
    if (path.endsWith('.stpm')) for (const macro of macrosOf(text)) macros.set(macro.name, macro);
  }
  const tapset = new Tapset(macros);
  tapsets.set(pack, tapset);
  return tapset;
}

/** Parses the tapset, one file a step; what was parsed by an earlier start is taken from `kept`. */
export function* indexTapset(pack: KernelPack, kept: KeptWork = noKeptWork): Iterable<void> {
  const tapset = tapsetOf(pack);
  if (tapset === undefined || tapset.complete) return;
  const around = aroundOf(pack);
  for (const [path, text] of filesFor(pack)) {
    if (!path.endsWith('.stp')) continue;
    const name = createHash('sha256').update(`${around} ${path}\0`).update(text).digest('hex');
    let items = itemsIn(kept.get(name));
    if (items === undefined) {
      items = itemsOf(text, path, pack, tapset.macros);
      kept.keep(name, JSON.stringify(items));
    }
    for (const item of items) tapset.add(item, path, text);
    yield;
  }
  tapset.complete = true;
}

/** Undefined for what is not whole. */
function itemsIn(text: string | undefined): readonly Item[] | undefined {
  if (text === undefined) return undefined;
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) ? (items as readonly Item[]) : undefined;
  } catch {
    return undefined;
  }
}

/** What a tapset file's items depend on besides its text: the macros, and what its conditions ask for. */
function aroundOf(pack: KernelPack): string {
  const hash = createHash('sha256').update(JSON.stringify([pack.manifest.release, pack.manifest.machine]));
  hash.update(JSON.stringify([pack.manifest.tracers, [...pack.config]]));
  for (const [path, text] of filesFor(pack)) if (path.endsWith('.stpm')) hash.update(`${path}\0${text}`);
  return hash.digest('hex');
}

/** The files that stap reads for this kernel: no other runtime's, no other architecture's. */
function* filesFor(pack: KernelPack): Iterable<readonly [string, string]> {
  const { arch } = environmentOf(pack, true, undefined);
  for (const [path, text] of pack.tapset) {
    const folders = path.split('/').slice(0, -1);
    const [first, second, ...more] = folders;
    const isForAll = first === undefined || (first === 'linux' && second === undefined);
    const isForArch = (first === arch && second === undefined) || (first === 'linux' && second === arch);
    if ((isForAll || isForArch) && more.length === 0) yield [path, text];
  }
}
