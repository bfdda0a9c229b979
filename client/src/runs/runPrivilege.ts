// Decides how a run gets the privilege its tracer needs.
import { isFree, type Privilege, spawnAsRoot } from '../targets/privilege.ts';
import { type Connection, type Prompter, type RemoteProcess, TargetError } from '../targets/target.ts';
import type { LaunchPlan } from '../tracers/tracer.ts';
import type { RunRequest } from './run.ts';

/** Starts a program with the privilege of a run, on this connection or a later one to the same target. */
export type Spawn = (connection: Connection, argv: readonly string[]) => Promise<RemoteProcess>;

/** Starts a program as the user. */
export const spawnAsUser: Spawn = (connection, argv) => connection.spawn(argv);

/** A run's way to its privilege. */
export interface RunRights {
  readonly spawn: Spawn;
  /** What it runs with, to be read after "runs": `as root through sudo`. */
  readonly words: string;
}

/** The least that works; root only where nothing less does. Throws a `TargetError` that names the next step. */
export function runPrivilege(
  privilege: Privilege,
  { tracer, target, prompter }: Pick<RunRequest, 'tracer' | 'target' | 'prompter'>,
  plan: LaunchPlan,
): RunRights {
  const { user, elevation } = privilege;
  const asUser = (how: string): RunRights => ({ spawn: spawnAsUser, words: `as ${user}${how}` });
  if (plan.privilege === 'none') return asUser('');
  const group = plan.groups?.find((name) => privilege.stapGroups.includes(name));
  if (elevation !== 'root' && plan.capabilities?.every((one) => privilege.capabilities.includes(one)))
    return asUser(`, with ${plan.capabilities.join(', ')}`);
  if (group !== undefined && !isFree(privilege)) return asUser(`, in the group ${group}`);
  if (elevation === 'none') {
    const ways = ['log in as root', 'allow your user sudo there'];
    if (plan.groups?.[0] !== undefined) ways.push(`have it added to the group ${plan.groups[0]}`);
    if (plan.capabilities !== undefined) ways.push(`give it ${plan.capabilities.join(', ')}`);
    const isUser = plan.groups !== undefined && privilege.stapGroups.includes('stapusr');
    const unsigned = isUser
      ? ' Its group stapusr lets it load only modules that root put into systemtap/ of /lib/modules/$(uname -r), or that a compile server signed whose key is trusted there.'
      : '';
    throw new TargetError(
      `${tracer} on ${target.name} needs root, and ${user} is not root. You can ${ways.join(', or ')}.${unsigned}`,
    );
  }
  const once = askOnce(prompter);
  return {
    spawn: (later, argv) => spawnAsRoot(later, privilege, argv, once),
    words: elevation === 'root' ? 'as root' : `as root through ${elevation}`,
  };
}

/** Keeps an answer for the run's life in memory, so that coming back after a lost connection asks nothing again. */
function askOnce(prompter: Prompter): Prompter {
  const answers = new Map<string, Promise<string | undefined>>();
  return {
    acceptHostKey: (question) => prompter.acceptHostKey(question),
    answer: (question) => {
      const key = `${question.host} ${question.prompt}`;
      const answer = answers.get(key) ?? prompter.answer(question);
      answers.set(key, answer);
      return answer;
    },
  };
}
