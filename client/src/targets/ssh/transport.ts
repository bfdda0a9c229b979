// Which SSH client makes new connections: the one built in, or the system's own; for all targets, or by their names.
import { matchesTarget } from '../environment.ts';

export const transports = ['built-in', 'system'] as const;

export type SshTransport = (typeof transports)[number];

/** As users write it: one for all targets, or one by patterns of names, as those of environments are. */
export type WrittenTransport = SshTransport | Readonly<Record<string, SshTransport>>;

/** Of patterns the first that matches counts; what matches none, and what is no client, is the built-in one. */
export function transportOf(target: string, written: WrittenTransport): SshTransport {
  const chosen =
    typeof written === 'string'
      ? written
      : Object.entries(written).find(([pattern]) => matchesTarget(pattern, target))?.[1];
  return transports.find((one) => one === chosen) ?? 'built-in';
}

let choose: (target: string) => SshTransport = () => 'built-in';

/** `chooser` is asked with the target's name at each new connection; those that are open stay as they are. */
export function chooseSshTransport(chooser: (target: string) => SshTransport): void {
  choose = chooser;
}

export function sshTransport(target: string): SshTransport {
  return choose(target);
}
