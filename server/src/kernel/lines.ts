// Reads the kernel's line-by-line text files.

/** The lines of a text, without their ends and without empty ones; whatever the file holds, no line is longer than 64 KB. */
export function* linesOf(text: string): Iterable<string> {
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    if (end > start) yield text.slice(start, Math.min(end, start + 65536));
    start = end + 1;
  }
}
