// Puts names that lie in a byte buffer into folded (case-blind) order by a multikey quicksort: no string is made.

/** Upper-case ASCII letters to lower case, all other bytes to themselves. */
const fold = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** Where names lie in a buffer: name `i` is `bytes[starts[i] .. ends[i])`. */
export interface NameSpans {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly count: number;
}

/** The indexes of the names, ordered by folded bytes; of equal names the earlier comes first. */
export function orderNames({ bytes, starts, ends, count }: NameSpans): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;

  /** The folded byte of a name at a depth, -1 past its end. */
  const byteAt = (index: number, depth: number): number => {
    const at = (starts[index] ?? 0) + depth;
    return at < (ends[index] ?? 0) ? (fold[bytes[at] ?? 0] ?? 0) : -1;
  };
  const swap = (a: number, b: number): void => {
    const kept = order[a] ?? 0;
    order[a] = order[b] ?? 0;
    order[b] = kept;
  };

  // An explicit stack: forged input with names of megabytes must not overflow the call stack.
  const stack: number[] = [0, count, 0];
  while (stack.length > 0) {
    const depth = stack.pop() ?? 0;
    const high = stack.pop() ?? 0;
    const low = stack.pop() ?? 0;
    if (high - low < 2) continue;
    const pivot = byteAt(order[(low + high) >>> 1] ?? 0, depth);
    let less = low;
    let at = low;
    let greater = high;
    while (at < greater) {
      const byte = byteAt(order[at] ?? 0, depth);
      if (byte < pivot) swap(less++, at++);
      else if (byte > pivot) swap(at, --greater);
      else at++;
    }
    stack.push(low, less, depth, greater, high, depth);
    if (pivot >= 0) stack.push(less, greater, depth + 1);
    else order.subarray(less, greater).sort();
  }
  return order;
}
