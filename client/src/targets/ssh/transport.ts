// Which SSH client makes new connections: the one built in, or the system's own.

export const transports = ['built-in', 'system'] as const;

export type SshTransport = (typeof transports)[number];

let choose: () => SshTransport = () => 'built-in';

/** `chooser` is asked at each new connection; those that are open stay as they are. */
export function chooseSshTransport(chooser: () => SshTransport): void {
  choose = chooser;
}

export function sshTransport(): SshTransport {
  return choose();
}
