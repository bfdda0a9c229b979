// Glob patterns over names: `*`, `?`, `[…]`, backslash escapes; case counts.

/** A compiled glob. */
export interface Glob {
  /** What every match begins with. */
  readonly prefix: string;
  /** The longest literal piece, which every match contains. */
  readonly literal: string;
  /** The name itself where the pattern has no wildcard. */
  readonly exact: string | undefined;
  test(name: string): boolean;
}

type Piece = { readonly kind: 'star' } | { readonly kind: 'one'; readonly accepts: (char: string) => boolean };

/** Compiles a glob. Matching takes at most pattern × name steps, whatever the pattern. */
export function compileGlob(pattern: string): Glob {
  const pieces: Piece[] = [];
  const literals: string[] = [''];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '*') {
      if (pieces.at(-1)?.kind !== 'star') pieces.push({ kind: 'star' });
      literals.push('');
    } else if (char === '?') {
      pieces.push({ kind: 'one', accepts: () => true });
      literals.push('');
    } else {
      const set = char === '[' ? readSet(pattern, at) : undefined;
      if (set) {
        pieces.push({ kind: 'one', accepts: set.accepts });
        literals.push('');
        at = set.end;
        continue;
      }
      const wanted = char === '\\' && at + 1 < pattern.length ? (pattern[++at] ?? '') : char;
      pieces.push({ kind: 'one', accepts: (candidate) => candidate === wanted });
      literals[literals.length - 1] += wanted;
    }
  }
  const exact = literals.length === 1 ? literals[0] : undefined;
  return {
    prefix: literals[0] ?? '',
    literal: literals.reduce((longest, literal) => (literal.length > longest.length ? literal : longest), ''),
    exact,
    test: (name) => (exact === undefined ? matches(pieces, name) : name === exact),
  };
}

function matches(pieces: readonly Piece[], name: string): boolean {
  let at = 0;
  let piece = 0;
  let lastStar = -1;
  let starAt = 0;
  while (at < name.length) {
    const current = pieces[piece];
    if (current?.kind === 'star') {
      lastStar = piece++;
      starAt = at;
    } else if (current?.accepts(name[at] ?? '')) {
      piece++;
      at++;
    } else if (lastStar >= 0) {
      piece = lastStar + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (pieces[piece]?.kind === 'star') piece++;
  return piece === pieces.length;
}

/** Reads `[…]` at an offset; undefined where no `]` ends it, and `[` is then a letter like any other. */
function readSet(pattern: string, start: number): { accepts: (char: string) => boolean; end: number } | undefined {
  const negated = pattern[start + 1] === '!' || pattern[start + 1] === '^';
  const first = start + (negated ? 2 : 1);
  // A `]` right at the beginning belongs to the set.
  const end = pattern.indexOf(']', first + 1);
  if (end < 0) return undefined;
  const body = pattern.slice(first, end);
  const accepts = (char: string): boolean => {
    for (let at = 0; at < body.length; at++) {
      const low = body[at] ?? '';
      if (body[at + 1] === '-' && at + 2 < body.length) {
        const high = body[at + 2] ?? '';
        if (low <= char && char <= high) return true;
        at += 2;
      } else if (char === low) {
        return true;
      }
    }
    return false;
  };
  return { accepts: (char) => accepts(char) !== negated, end };
}
