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
}

const none: LinkState = { kind: 'none' };

/** Connections by target name. */
const open = new Map<string, Shared>();

export function createSshTarget(name: string, address: TargetAddress & { kind: 'ssh' }): Target {
  const target: Target = { name, address, connect: (options) => share(target, address, options) };
  return target;
}

async function share(
  target: Target,
  address: TargetAddress & { kind: 'ssh' },
  options: ConnectOptions,
): Promise<Connection> {
  const others = open.get(target.name);
  const shared = others ?? start(target.name, address, options);
  shared.holders++;
  const release = (): void => {
    if (--shared.holders > 0) return;
    if (open.get(target.name) === shared) open.delete(target.name);
    shared.link.then((link) => link.end()).catch(() => undefined);
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

function isCancelled(error: unknown): boolean {
  return !(error instanceof TargetError);
}

function start(name: string, address: TargetAddress & { kind: 'ssh' }, options: ConnectOptions): Shared {
  const link =
    sshTransport(name) === 'system'
      ? connectSystem(name, address, options)
      : connectHost(address, options).then((clients) => new SshLink(name, clients));
  const shared: Shared = { link, holders: 0 };
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
      void opened.closed.then((why) => forget(why === undefined ? none : { kind: 'lost', why: why.message }));
    },
    (error: Error) => forget(isCancelled(error) ? none : { kind: 'unreachable', why: error.message }),
  );
  return shared;
}
