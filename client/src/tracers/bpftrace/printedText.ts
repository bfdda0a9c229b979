// What printf wrote, straight out of bpftrace's JSON: floods are made of it, and there an object for each line is what takes long.
import { noPlainText, type PlainText } from '../tracer.ts';

const head = '{"type": "printf", "data": "';
const tail = '\\n"}\n';

/** The text of whole lines of JSON, if each is a printed line with nothing to unescape but its newline; else none of it. */
export function printedText(json: Buffer): PlainText {
  // Bytes above 0x7f are not looked at, and go on as they are.
  const lines = json.toString('latin1', 0, json.lastIndexOf('\n') + 1);
  if (!lines.startsWith(head) || !lines.endsWith(tail)) return noPlainText;
  const text = lines.slice(head.length, -tail.length).replaceAll(tail + head, '\n');
  if (text.includes('"') || text.includes('\\')) return noPlainText;
  return { used: lines.length, text: Buffer.from(`${text}\n`, 'latin1') };
}
