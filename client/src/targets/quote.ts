// The one place where an argument list becomes a shell line.

const plain = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * A line that a POSIX shell splits into exactly these words, whatever they hold. Throws a `RangeError` on a NUL, which
 * no argument can carry, and on half a surrogate pair, which no encoding can.
 */
export function quote(argv: readonly string[]): string {
  return argv.map(quoteWord).join(' ');
}

function quoteWord(word: string): string {
  if (word.includes('\0')) throw new RangeError('An argument of a command cannot contain a NUL character.');
  // It would arrive as another text, and nobody would be told.
  if (/\p{Surrogate}/u.test(word)) throw new RangeError('An argument of a command is no valid Unicode text.');
  return plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
