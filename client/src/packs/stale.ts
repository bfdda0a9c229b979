// What of a kept pack no longer holds, by what its target said then and says now.
import type { PackPart } from './collectProgram.ts';
import type { TargetFacts } from './targetFacts.ts';

/** What a visit has to bring. */
export interface Stale {
  readonly parts: readonly PackPart[];
  /** Modules that are new or of another build; of use where only modules changed. */
  readonly changed: readonly string[];
  /** Modules that are no longer loaded. */
  readonly gone: readonly string[];
}

/** For a target that was never visited. */
export const everything: Stale = { parts: ['kernel', 'tapset', 'probe_types'], changed: [], gone: [] };

/** What only a tracer can tell, which takes it seconds; the rest is files. */
const told: readonly PackPart[] = ['probe_types'];

/** Nothing is stale where `parts` is empty. `pending` is what the visit of then was cut off before. */
export function staleSince(then: TargetFacts, now: TargetFacts, pending: readonly PackPart[] = []): Stale {
  // What is read with root's rights is another pack than what is read without.
  if (then.asRoot !== now.asRoot) return everything;
  const parts: PackPart[] = [];
  const changed = Object.keys(now.modules).filter((name) => now.modules[name] !== then.modules[name]);
  const gone = Object.keys(then.modules).filter((name) => now.modules[name] === undefined);
  const isSameKernel = ['release', 'machine', 'buildId'].every(
    (key) => Reflect.get(then, key) === Reflect.get(now, key),
  );
  if (!isSameKernel) parts.push('kernel');
  else if (changed.length > 0 || gone.length > 0) parts.push('modules');
  if (then.tapset !== now.tapset) parts.push('tapset');
  if (then.tracers.stap !== now.tracers.stap || pending.includes('probe_types')) parts.push('probe_types');
  return { parts, changed, gone };
}

/** A visit in two stages where it would be long: what is files, then what tracers tell, `pending` during the first. */
export function stagesOf(stale: Stale): readonly (Stale & { readonly pending: readonly PackPart[] })[] {
  const slow = stale.parts.filter((part) => told.includes(part));
  const quick = stale.parts.filter((part) => !told.includes(part));
  const second = { parts: slow, changed: [], gone: [], pending: [] };
  if (quick.length === 0) return [second];
  return [{ ...stale, parts: quick, pending: slow }, ...(slow.length > 0 ? [second] : [])];
}
