// What printf wrote, straight out of bpftrace's JSON: floods are made of it, and there an object or a string for each line is what takes long.
import type { PlainText } from '../tracer.ts';

const head = Buffer.from('{"type": "printf", "data": "');
/** Four bytes at once, as a line's head is longer than most lines. */
const headWords = Int32Array.from({ length: head.length / 4 }, (_, i) => head.readInt32LE(4 * i));

const newline = 0x0a;
const space = 0x20;
const quote = 0x22;
const backslash = 0x5c;
const brace = 0x7d;

/** By the byte behind a backslash: what the two stand for, 0 where JSON is to be read properly. */
const escaped = new Uint8Array(256);
for (const [letter = '', meant = ''] of ['n\n', 't\t', '""', '\\\\']) {
  escaped[letter.charCodeAt(0)] = meant.charCodeAt(0);
}

/** Where the text is put; as large as the largest piece of JSON so far. */
let room = new Uint8Array(0);
let roomView = new DataView(room.buffer);

/** The text of the first lines of JSON, as far as each is whole and prints whole lines. Bytes above 0x7f go on as they are. */
export function printedText(json: Buffer): PlainText {
  if (room.length < json.length) {
    room = new Uint8Array(json.length);
    roomView = new DataView(room.buffer);
  }
  const text = room;
  const textView = roomView;
  const view = new DataView(json.buffer, json.byteOffset, json.length);
  const size = json.length;
  let used = 0;
  let length = 0;
  while (beginsLine(view, used)) {
    let at = used + head.length;
    let end = length;
    // Four bytes at once as long as they stand for themselves.
    for (; at + 4 <= size; at += 4, end += 4) {
      const bytes = view.getInt32(at, true);
      if (hasSpecial(bytes)) break;
      textView.setInt32(end, bytes, true);
    }
    for (; at < size; at++) {
      let byte = json[at] as number;
      if (byte === quote || byte < space) break;
      if (byte === backslash) {
        byte = escaped[json[++at] ?? 0] as number;
        if (byte === 0) break;
      }
      text[end++] = byte;
    }
    const isWhole = json[at] === quote && json[at + 1] === brace && json[at + 2] === newline;
    if (!isWhole || end === length || text[end - 1] !== newline) break;
    used = at + 3;
    length = end;
  }
  return { used, text: Buffer.from(text.buffer, 0, length) };
}

/** Whether one of four bytes is a quote, a backslash or below a blank; now and then also where none is. By the borrow out of a byte that is 0 or too small. */
function hasSpecial(bytes: number): boolean {
  const quotes = bytes ^ 0x22222222;
  const backslashes = bytes ^ 0x5c5c5c5c;
  const found =
    (((bytes - 0x20202020) | 0) & ~bytes) |
    (((quotes - 0x01010101) | 0) & ~quotes) |
    (((backslashes - 0x01010101) | 0) & ~backslashes);
  return (found & 0x80808080) !== 0;
}

function beginsLine(bytes: DataView, at: number): boolean {
  if (at + head.length > bytes.byteLength) return false;
  for (let i = 0; i < headWords.length; i++) if (bytes.getInt32(at + 4 * i, true) !== headWords[i]) return false;
  return true;
}
