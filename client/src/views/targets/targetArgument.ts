// What a command about a target is given: a name, or a row of the Targets view.
import type { Target } from '../../targets/target.ts';
import { parseTarget } from '../../targets/targets.ts';

/** Undefined where the command came without one. Throws a `TargetError` on a name that is none. */
export function targetArgument(argument: unknown): Target | undefined {
  if (typeof argument === 'string') return parseTarget(argument);
  if (typeof argument !== 'object' || argument === null || !('target' in argument)) return undefined;
  return argument.target as Target;
}
