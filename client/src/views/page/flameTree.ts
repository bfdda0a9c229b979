// Counted stacks as a tree from the outermost frame to the innermost.

export interface FlameNode {
  readonly name: string;
  /** Samples in this frame and in those it called. */
  value: number;
  readonly children: FlameNode[];
}

export interface CountedStack {
  /** The innermost first. */
  readonly frames: readonly string[];
  readonly key: string;
  readonly count: number;
}

/** Stacks with a key, as a program's name, have it as their outermost frame. */
export function flameTree(name: string, stacks: readonly CountedStack[]): FlameNode {
  const root: FlameNode = { name, value: 0, children: [] };
  for (const { frames, key, count } of stacks) {
    root.value += count;
    let node = root;
    const path = [...(key === '' ? [] : [key]), ...frames.toReversed()];
    for (const frame of path) {
      // Offsets tell calls of one function apart, which a flame graph wants together.
      const called = frame.replace(/\+(?:0x)?[0-9a-f]+(?:\/0x[0-9a-f]+)?$/i, '').trim();
      let next = node.children.find((child) => child.name === called);
      if (next === undefined) {
        next = { name: called, value: 0, children: [] };
        node.children.push(next);
      }
      next.value += count;
      node = next;
    }
  }
  return root;
}
