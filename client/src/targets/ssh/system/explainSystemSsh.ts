// What the system's ssh said when it did not get in, in words for the user.
import { TargetError } from '../../target.ts';

const lastLines = 3;

/** What the user has answered. */
export interface Answered {
  readonly gaveUp: boolean;
  readonly declined: string | undefined;
}

/** `said`: ssh's standard error. */
export function explainSystemSsh(host: string, said: string, { gaveUp, declined }: Answered): TargetError {
  if (declined !== undefined)
    return new TargetError(`The host key of ${declined} was not accepted, so nothing was sent to it.`);
  if (/^sh: .*ssh: not found|ssh: command not found/m.test(said)) {
    return new TargetError(
      `This machine has no ssh program to reach ${host} with. Install OpenSSH's client, or set tracewright.sshTransport to built-in.`,
    );
  }
  const [, helper] = /^ssh_askpass: exec\((.+)\): /m.exec(said) ?? [];
  if (helper !== undefined) {
    return new TargetError(
      `ssh wanted to ask something about ${host} and could not start ${helper}. Set TMPDIR to a folder whose file system lets programs run (no noexec), or tracewright.sshTransport to built-in.`,
    );
  }
  const [, changed] = /^Host key for (\S+) has changed/m.exec(said) ?? [];
  if (changed !== undefined) {
    const [, type = 'unknown type'] = /^The fingerprint for the (\S+) key/m.exec(said) ?? [];
    const [, print = 'another key'] = /^(SHA256:[^\s.]+)/m.exec(said) ?? [];
    const [, place = 'known_hosts'] = /^Offending \S+ key in (.+:\d+)$/m.exec(said) ?? [];
    return new TargetError(
      `The host key of ${changed} on the way to ${host} has changed: it is now ${print} (${type}), another one is on record at ${place}. Somebody may be listening in. If the host was really set up anew, remove that line and try again.`,
    );
  }
  const [, revoked] = /host key for (\S+) (?:was|is marked as) revoked/m.exec(said) ?? [];
  if (revoked !== undefined) {
    return new TargetError(
      `The host key of ${revoked} on the way to ${host} is revoked in known_hosts. Do not connect; ask whoever runs the host.`,
    );
  }
  const [, who, methods] = /^(\S+): Permission denied \(([^)]*)\)/m.exec(said) ?? [];
  if (gaveUp) return new TargetError(`${host} did not let in: a question was left without an answer. Connect again.`);
  if (who !== undefined) {
    return new TargetError(
      `${who} was not let in on the way to ${host}; the host takes ${methods}. Check the user name and the keys, or see what "ssh -v ${host}" tries.`,
    );
  }
  const words = said.split('\n').map((line) => line.trim().replace(/[.:]$/, ''));
  const last = words.filter((line) => line !== '' && !line.startsWith('Warning: Permanently added'));
  return new TargetError(
    `The system's ssh did not get to ${host}: ${last.slice(-lastLines).join('; ') || 'it gave no reason'}. Check that "ssh ${host}" works in a terminal.`,
  );
}
