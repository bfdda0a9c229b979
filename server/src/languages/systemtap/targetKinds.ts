// The probe points that the target's own stap brings, by its `--dump-probe-types`; without a target those of probeKinds.ts.
import type { KernelPack } from '../../kernel/kernelPack.ts';
import { type ProbeKind, probeKinds } from './probeKinds.ts';

/** A component, and whether the target's stap has it at this place. */
export interface TargetKind extends ProbeKind {
  readonly next?: readonly TargetKind[];
  /** Why the target's stap would refuse it. */
  readonly unavailable?: string;
}

/** What stap's passes make of a function themselves (dwarfless rewrites): no script writes it. */
const internal = new Set(['die', 'pc']);

/** A level of the listed types, by component name. */
interface Listed {
  readonly arguments: Set<string>;
  readonly next: Map<string, Listed>;
}

const made = new WeakMap<KernelPack, readonly TargetKind[]>();

/** The first components of a probe point. */
export function kindsOf(pack: KernelPack): readonly TargetKind[] {
  const known = made.get(pack);
  if (known) return known;
  const kinds = pack.probeTypes.length === 0 ? probeKinds : merge(probeKinds, listedIn(pack.probeTypes), whyNot(pack));
  made.set(pack, kinds);
  return kinds;
}

/** The kinds that may follow these components; undefined after what stap itself does not bring. */
export function kindsAfter(names: readonly string[], pack: KernelPack): readonly TargetKind[] | undefined {
  let kinds: readonly TargetKind[] = kindsOf(pack);
  for (const name of names) {
    const kind = kinds.find((one) => one.name === name);
    if (kind === undefined || kind.unavailable !== undefined) return undefined;
    kinds = kind.next ?? [];
  }
  return kinds;
}

function whyNot(pack: KernelPack): string {
  return `SystemTap ${pack.manifest.tracers.stap ?? ''} on this target does not have it`.replace('  ', ' ');
}

function listedIn(types: readonly string[]): ReadonlyMap<string, Listed> {
  const root = new Map<string, Listed>();
  for (const type of types) {
    const components = type.split('.').map((component) => /^(\w+)(?:\((\w+)\))?$/.exec(component));
    if (components.some((found) => found === null || internal.has(found[1] ?? ''))) continue;
    let level = root;
    for (const found of components) {
      const [, name = '', argument = ''] = found ?? [];
      const listed = level.get(name) ?? { arguments: new Set(), next: new Map() };
      level.set(name, listed);
      listed.arguments.add(argument);
      level = listed.next;
    }
  }
  return root;
}

/** Our words and names for what is listed; what is not is kept with the reason, so that it can be told. */
function merge(
  ours: readonly ProbeKind[],
  listed: ReadonlyMap<string, Listed>,
  unavailable: string,
): readonly TargetKind[] {
  const kinds = ours.map((kind): TargetKind => {
    const there = listed.get(kind.name);
    if (there === undefined) return { ...kind, unavailable };
    return withNext(kind, merge(kind.next ?? [], there.next, unavailable));
  });
  for (const [name, { arguments: taken, next }] of listed) {
    if (ours.some((kind) => kind.name === name)) continue;
    const kind: ProbeKind = {
      name,
      ...(taken.has('string') ? { argument: 'string' } : taken.has('number') && { argument: 'number' }),
      ...(taken.size > 1 && taken.has('') && { optional: true }),
      documentation: "Listed by the target's stap; stapprobes(3stap) there tells more.",
    };
    kinds.push(withNext(kind, merge([], next, unavailable)));
  }
  return kinds;
}

function withNext(kind: ProbeKind, next: readonly TargetKind[]): TargetKind {
  const { next: _, ...alone } = kind;
  return next.length > 0 ? { ...alone, next } : alone;
}
