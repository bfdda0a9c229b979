// How users write targets: `local`, an alias, `user@host:port`, `ssh://user@host:port`.
import { type TargetAddress, TargetError } from './target.ts';

const spelling =
  /^(?:ssh:\/\/)?(?:([^@/\s]+)@)?(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([^:@/\s[\]]+))(?::(\d{1,5}))?\/?$/;

/** Throws a `TargetError` that says how a target is written. */
export function parseAddress(text: string): TargetAddress {
  const trimmed = text.trim();
  if (trimmed === 'local') return { kind: 'local' };
  const [, user, bracketed, bare, digits] = spelling.exec(trimmed) ?? [];
  const host = bracketed ?? bare;
  const port = digits === undefined ? undefined : Number(digits);
  // A host that begins with a dash would be an option on a command line (ProxyCommand).
  if (host === undefined || host.startsWith('-') || user?.startsWith('-') || (port !== undefined && !isPort(port))) {
    throw new TargetError(
      `"${trimmed}" is no target. Write an alias of your ssh_config, user@host:port, ssh://user@host:port, or local.`,
    );
  }
  return { kind: 'ssh', host, ...(user !== undefined && { user }), ...(port !== undefined && { port }) };
}

/** The shortest spelling that means the same address. */
export function spellAddress(address: TargetAddress): string {
  if (address.kind === 'local') return 'local';
  const user = address.user === undefined ? '' : `${address.user}@`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${user}${host}${address.port === undefined ? '' : `:${address.port}`}`;
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65535;
}
