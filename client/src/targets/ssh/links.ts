// The state of every target's shared connection, for whoever shows it.

/** How a target's connection stands; `why` in words for the user. */
export type LinkState =
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'unreachable' | 'lost'; readonly why: string };

const states = new Map<string, LinkState>();
const listeners = new Set<(target: string) => void>();

/** Of a target that nobody connected to yet: `none`. */
export function linkState(target: string): LinkState {
  return states.get(target) ?? { kind: 'none' };
}

/** The listener gets the target's name. */
export function onLinkChange(listener: (target: string) => void): { dispose(): void } {
  listeners.add(listener);
  return { dispose: () => listeners.delete(listener) };
}

export function setLinkState(target: string, state: LinkState): void {
  states.set(target, state);
  for (const listener of listeners) listener(target);
}
