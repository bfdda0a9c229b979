// Decides how a run gets the privilege its tracer needs.
import { askPrivilege, spawnAsRoot } from '../targets/privilege.ts';
import { type Connection, type Prompter, type RemoteProcess, TargetError } from '../targets/target.ts';
import type { LaunchPlan, TracerId } from '../tracers/tracer.ts';

/** Starts a program with the privilege of a run, on this connection or a later one to the same target. */
export type Spawn = (connection: Connection, argv: readonly string[]) => Promise<RemoteProcess>;

/** Starts a program as the user. */
export const spawnAsUser: Spawn = (connection, argv) => connection.spawn(argv);

/** Membership that lets `stap` compile and load modules without root. */
const stapGroups = ['stapdev', 'stapsys'];

/** A run's way to its privilege, root only where nothing less will do. Rejects with a `TargetError` that names the next step. */
export async function runPrivilege(
  connection: Connection,
  tracer: TracerId,
  plan: LaunchPlan,
  prompter: Prompter,
): Promise<Spawn> {
  if (plan.privilege === 'none') return spawnAsUser;
  const privilege = await askPrivilege(connection);
  const isOfStap = tracer === 'stap' && privilege.stapGroups.some((group) => stapGroups.includes(group));
  const needsAnswer = privilege.elevation === 'none' || privilege.elevation === 'sudo with password';
  if (isOfStap && needsAnswer) return spawnAsUser;
  if (privilege.elevation === 'none') {
    const ways = ['log in as root', 'allow your user sudo there'];
    if (tracer === 'stap') ways.push('have it added to the group stapdev');
    const host = connection.target.name;
    throw new TargetError(
      `${tracer} on ${host} needs root, and ${privilege.user} is not root. You can ${ways.join(', or ')}.`,
    );
  }
  const once = askOnce(prompter);
  return (later, argv) => spawnAsRoot(later, privilege, argv, once);
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
