// Stacks inside map keys: bpftrace writes each frame on a line of its own between the key's other parts.

/** The frames, innermost first, and what else the key held. */
export function splitStackKey(key: string): { readonly frames: readonly string[]; readonly key: string } {
  const frames: string[] = [];
  const rest: string[] = [];
  const parts = key.split('\n');
  for (const [index, part] of parts.entries()) {
    const text = part.trim();
    const isOutside = index === 0 || index === parts.length - 1 || text.startsWith(',') || text.endsWith(',');
    if (!isOutside && text !== '') frames.push(text);
    else rest.push(...text.split(',').filter((piece) => piece !== ''));
  }
  return { frames, key: rest.join(',') };
}

/** The frames of a stack that is a value. */
export function framesOf(stack: string): readonly string[] {
  return stack
    .split('\n')
    .map((frame) => frame.trim())
    .filter((frame) => frame !== '');
}
