// Decides how a run gets the privilege its tracer needs.
import { TargetError } from '../targets/target.ts';
import type { LaunchPlan, TracerId } from '../tracers/tracer.ts';
import type { TracerSurvey } from './findTracer.ts';

/** Membership that lets `stap` compile and load modules without root. */
const stapGroups = ['stapdev', 'stapsys'];

/** A function that makes a command line run with the plan's privilege. Throws a `TargetError` with the next step when there is none. */
export function runPrivilege(
  host: string,
  tracer: TracerId,
  plan: LaunchPlan,
  survey: TracerSurvey,
): (argv: readonly string[]) => readonly string[] {
  if (plan.privilege === 'none' || survey.isRoot) return (argv) => argv;
  if (survey.hasSudo) return (argv) => ['sudo', '-n', '--', ...argv];
  if (tracer === 'stap' && survey.groups.some((group) => stapGroups.includes(group))) return (argv) => argv;
  const ways = ['log in as root', 'allow your user sudo without a password there'];
  if (tracer === 'stap') ways.push('have it added to the group stapdev');
  throw new TargetError(
    `${tracer} on ${host} needs root, and your user there is not root. You can ${ways.join(', or ')}.`,
  );
}
