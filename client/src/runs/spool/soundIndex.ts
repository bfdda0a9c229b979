// What an index tells of lines whose text a machine's crash, or a process that died, left unwritten.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readExactly } from './readLines.ts';
import { entrySize, type LineBlock, plainBlocks, readBlocks } from './spoolIndex.ts';

/** What of an index has its text. */
interface SoundIndex {
  /** Bytes. */
  readonly size: number;
  /** What is there of a block behind it, of which the rest is missing. */
  readonly cut?: LineBlock;
  readonly lines: number;
}

/** `size` and `textSize`: bytes of the index and of the lines' text in the folder. */
export async function soundIndex(folder: string, size: number, textSize: number): Promise<SoundIndex> {
  const index = await open(join(folder, 'lines.index'), 'r');
  const text = await open(join(folder, 'lines'), 'r');
  try {
    for (let end = size - (size % entrySize); end > 0; end -= entrySize) {
      const [last] = readBlocks(await readExactly(index, end - entrySize, entrySize));
      if (last === undefined || last.offset >= textSize) continue;
      if (last.offset + last.length <= textSize) return { size: end, lines: last.first + last.count };
      const there = await readExactly(text, last.offset, textSize - last.offset);
      const [cut] = plainBlocks(there.subarray(0, there.lastIndexOf(10) + 1), last.first, last.offset, last.at);
      const before = end - entrySize;
      if (cut === undefined) return { size: before, lines: last.first };
      return { size: before, cut: { ...last, count: cut.count, length: cut.length }, lines: last.first + cut.count };
    }
    return { size: 0, lines: 0 };
  } finally {
    await index.close();
    await text.close();
  }
}
