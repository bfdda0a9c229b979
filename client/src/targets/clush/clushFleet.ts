// The hosts of a group that is reached through a head node: one connection from here to the head, and clush on it to all of them.
import { type Connection, type ConnectOptions, type Target, TargetError } from '../target.ts';
import { connectThrough } from './clushConnection.ts';
import { ClushSession } from './clushSession.ts';

// clush takes more for sets of nodes, groups and options.
const plainName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/**
 * Targets that are all reached through `head`, by the names that they have there. They are connected to together: the first that is asked
 * for brings all. Throws a `TargetError` on a name that clush would take for something else.
 */
export function fleetThrough(head: Target, names: readonly string[]): readonly Target[] {
  const wrong = names.find((name) => !plainName.test(name));
  if (wrong !== undefined) {
    throw new TargetError(
      `"${wrong}" cannot be reached through ${head.name}. Write a host name as ssh on ${head.name} knows it; user and port go into the ssh_config there.`,
    );
  }
  const sessions: Promise<ClushSession>[] = [];
  const forget = (session: Promise<ClushSession>): void => {
    const index = sessions.indexOf(session);
    if (index >= 0) sessions.splice(index, 1);
  };
  const start = (hosts: readonly string[], options: ConnectOptions): Promise<ClushSession> => {
    const starting = startSession(head, hosts, options);
    sessions.push(starting);
    starting.catch(() => forget(starting));
    return starting;
  };
  const enter = async (host: string, options: ConnectOptions): Promise<ClushSession> => {
    const looked = new Set<Promise<ClushSession>>();
    for (;;) {
      const others = sessions.find((one) => !looked.has(one));
      // A host that fell out comes back by itself; the others are where they were.
      const starting = others ?? start(sessions.length > 0 ? [host] : names, options);
      looked.add(starting);
      const session = await starting;
      if (session.enter(host)) return session;
      if (session.isOver) forget(starting);
    }
  };
  return names.map((name) => {
    const target: Target = {
      name,
      address: { kind: 'ssh', host: name },
      via: head,
      connect: async (options) => {
        options.onProgress?.(`waiting for ${name} through ${head.name}`);
        const session = await enter(name, options);
        return untilAborted(connectThrough(session, target), options.signal);
      },
    };
    return target;
  });
}

async function startSession(
  head: Target,
  hosts: readonly string[],
  { prompter }: ConnectOptions,
): Promise<ClushSession> {
  const connection = await head.connect({ prompter });
  try {
    return await ClushSession.start(connection, hosts);
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A host that does not answer is not waited for any longer than the user does. */
async function untilAborted(work: Promise<Connection>, signal: AbortSignal | undefined): Promise<Connection> {
  if (signal === undefined) return work;
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => {
      work.then((connection) => connection.close()).catch(() => undefined);
      reject(signal.reason);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', abort));
}
