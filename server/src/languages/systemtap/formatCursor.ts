// A cursor inside the format of printf: the conversions that may stand there.
import type { Candidate } from '../../syntax/candidate.ts';
import type { Cursor } from '../../syntax/cursor.ts';

const conversions: readonly (readonly [string, string])[] = [
  ['%s', 'a string'],
  ['%d', 'a number'],
  ['%x', 'a number in hexadecimal'],
  ['%p', 'an address'],
  ['%u', 'a number without a sign'],
  ['%o', 'a number in octal'],
  ['%c', 'a character by its code'],
  ['%b', 'a number as bytes'],
  ['%m', 'memory as text, by address; %100m so many bytes'],
  ['%M', 'memory in hexadecimal, by address'],
  ['%%', 'a percent sign'],
];

const candidates: readonly Candidate[] = conversions.map(([label, detail]) => ({ label, kind: 'operator', detail }));

/** `start`: where the format's text begins. Nothing where the cursor is not behind a percent sign. */
export function formatCursor(text: string, start: number, offset: number): Cursor {
  const [typed] = /(?<!%)(?:%%)*(%[-+0 #\d.*l]*)$/.exec(text.slice(start, offset))?.slice(1) ?? [];
  if (typed === undefined) return { kind: 'nothing' };
  const width = typed.slice(1);
  const offered =
    width === '' ? candidates : candidates.map((one) => ({ ...one, label: `%${width}${one.label.slice(1)}` }));
  return { kind: 'words', replace: { start: offset - typed.length, end: offset }, typed, candidates: offered };
}
