// All ways to a target: a name as the user writes it becomes one.
import { createLocalTarget } from './local.ts';
import { createSshTarget } from './ssh/sshTarget.ts';
import type { Target } from './target.ts';
import { parseAddress, spellAddress } from './targetAddress.ts';

export { type LinkState, linkState, onLinkChange } from './ssh/links.ts';
export { configuredHosts } from './ssh/sshConfig.ts';
export { endKept, keepConnections } from './ssh/sshTarget.ts';
export {
  chooseSshTransport,
  type SshTransport,
  transportOf,
  transports,
  type WrittenTransport,
} from './ssh/transport.ts';

/** Throws a `TargetError` on a text that names no target. Connects to nothing. */
export function parseTarget(text: string): Target {
  const address = parseAddress(text);
  return address.kind === 'local' ? createLocalTarget() : createSshTarget(spellAddress(address), address);
}
