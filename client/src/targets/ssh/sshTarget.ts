// A host reached over SSH: one connection for all that is done on it at a time.
import { type Connection, type ConnectOptions, type Target, type TargetAddress, TargetError } from '../target.ts';
import { connectHost } from './connectHost.ts';
import { type LinkState, setLinkState } from './links.ts';
import { connectionOver, SshLink } from './sshConnection.ts';
import { connectSystem } from './system/connectSystem.ts';
import { sshTransport } from './transport.ts';

interface Shared {
  readonly link: Promise<SshLink>;
  holders: number;
  /** Set while nobody holds it and it is kept for whoever comes next. */
  idle: { readonly since: number; readonly timer: NodeJS.Timeout } | undefined;
  /** Whether it, kept idle, still answers; while that is being asked. */
  answering: Promise<boolean> | undefined;
  /** It is not to be kept. */
  isUnwanted: boolean;
}

/** Milliseconds that a target has for showing that a kept connection still reaches it. */
const patience = 1500;

/** Milliseconds that a connection is kept when nobody holds it any more. */
let keptFor = 0;

const none: LinkState = { kind: 'none' };

/** Connections by target name. */
const open = new Map<string, Shared>();

export function createSshTarget(name: string, address: TargetAddress & { kind: 'ssh' }): Target {
  const target: Target = { name, address, connect: (options) => share(target, address, options) };
  return target;
}

/**
 * From now on a connection that nobody uses any more is kept for so many milliseconds, as OpenSSH's ControlPersist does: who runs a script again need
 * not wait for a way in, nor answer for it. Those of the system's ssh have a ControlPersist of their own. Disposing ends what is kept.
 */
export function keepConnections(ms: number): { dispose(): void } {
  keptFor = ms;
  return {
    dispose: () => {
      keptFor = 0;
      for (const [name, shared] of open) if (shared.idle !== undefined) drop(name, shared);
    },
  };
}

/**
 * Has a target's connection end with its last user, at once where nobody uses it: the next one is a new login. A login's groups are those that
 * its user had then, so whoever lacked a right and was given it is helped by a new one only.
 */
export function endKept(name: string): void {
  const shared = open.get(name);
  if (shared === undefined) return;
  shared.isUnwanted = true;
  if (shared.idle !== undefined) drop(name, shared);
}

async function share(
  target: Target,
  address: TargetAddress & { kind: 'ssh' },
  options: ConnectOptions,
): Promise<Connection> {
  const kept = open.get(target.name);
  if (kept?.idle !== undefined && (isOfSystem(target.name) || !(await isOfUse(kept)))) drop(target.name, kept);
  const others = open.get(target.name);
  const shared = others ?? start(target.name, address, options);
  shared.holders++;
  const release = (): void => {
    if (--shared.holders > 0) return;
    const isWanted = !shared.isUnwanted && open.get(target.name) === shared && !isOfSystem(target.name);
    if (isWanted && keptFor > 0) keep(target.name, shared);
    else drop(target.name, shared);
  };
  try {
    const link = await shared.link;
    return connectionOver(target, link, release);
  } catch (error) {
    release();
    // Whoever began to connect has given up; that is no reason for us to.
    if (others !== undefined && isCancelled(error) && !options.signal?.aborted) return share(target, address, options);
    throw error;
  }
}

function isOfSystem(name: string): boolean {
  return sshTransport(name) === 'system';
}

/** Keeps what nobody holds for a while. A timer that is late, as the machine slept, does not make it any newer. */
function keep(name: string, shared: Shared): void {
  const timer = setTimeout(() => drop(name, shared), keptFor).unref();
  shared.idle = { since: Date.now(), timer };
}

/** Whether a kept connection still leads to its target; it is no longer idle then. */
function isOfUse(shared: Shared): Promise<boolean> {
  const { idle } = shared;
  clearTimeout(idle?.timer);
  shared.answering ??= (async () => {
    if (idle === undefined || Date.now() - idle.since > keptFor) return false;
    const isAnswering = await shared.link.then((link) => link.isAnswering(patience)).catch(() => false);
    shared.answering = undefined;
    if (isAnswering) shared.idle = undefined;
    return isAnswering;
  })();
  return shared.answering;
}

function drop(name: string, shared: Shared): void {
  clearTimeout(shared.idle?.timer);
  if (open.get(name) === shared) open.delete(name);
  shared.link.then((link) => link.end()).catch(() => undefined);
}

function isCancelled(error: unknown): boolean {
  return !(error instanceof TargetError);
}

function start(name: string, address: TargetAddress & { kind: 'ssh' }, options: ConnectOptions): Shared {
  const link = isOfSystem(name)
    ? connectSystem(name, address, options)
    : connectHost(address, options).then((clients) => new SshLink(name, clients));
  const shared: Shared = { link, holders: 0, idle: undefined, answering: undefined, isUnwanted: false };
  open.set(name, shared);
  setLinkState(name, { kind: 'connecting' });
  const forget = (state: LinkState): void => {
    // The next connection may be there already when the last one's end is told.
    if (open.has(name) && open.get(name) !== shared) return;
    open.delete(name);
    setLinkState(name, state);
  };
  link.then(
    (opened) => {
      setLinkState(name, { kind: 'connected' });
      void opened.closed.then((why) =>
        // What nobody uses is not missed.
        forget(why === undefined || shared.holders === 0 ? none : { kind: 'lost', why: why.message }),
      );
    },
    (error: Error) => forget(isCancelled(error) ? none : { kind: 'unreachable', why: error.message }),
  );
  return shared;
}
