// How long a tracer lets a string be: a text of just that length may have gone on.

export interface TextLimit {
  /** Bytes of a text that was cut; several where it is not known which of them holds. */
  readonly lengths: readonly number[];
  /** What the tracer puts in the place of the byte that is missing, '' for nothing. */
  readonly trailer: string;
  /** What cuts, and what to set to get more; for the user. */
  readonly why: string;
}

const encoder = new TextEncoder();
/** What half a character at the end was decoded to. */
const half = '\ufffd';

/** Whether a text, as it was decoded, is as long as the tracer lets it be. */
export function isCutBy(text: string, { lengths, trailer }: TextLimit): boolean {
  if (trailer !== '' && text.endsWith(trailer) && isOf(text.slice(0, -trailer.length), lengths, 1)) return true;
  return isOf(text, lengths, 0);
}

function isOf(text: string, lengths: readonly number[], more: number): boolean {
  // A byte or more goes into each character, so that few texts need to be encoded.
  if (!lengths.some((length) => text.length <= length + more && text.length * 3 >= length)) return false;
  const bytes = encoder.encode(text).length;
  if (!text.endsWith(half)) return lengths.includes(bytes - more);
  return lengths.some((length) => length + more >= bytes - 2 && length + more <= bytes);
}
