// Where a D script's clauses stand: dtrace tells an error of a handler by the clause's number.

/** What is no code, or a brace. */
const token = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*|^#[^\n]*|[{}]/gm;

/** The line on which the body of a clause opens; clauses count from 0, lines from 1. The first line when there is no such clause. */
export function clauseLine(text: string, clause: number): number {
  let depth = 0;
  let count = 0;
  for (const match of text.matchAll(token)) {
    if (match[0] === '}') depth = Math.max(0, depth - 1);
    if (match[0] !== '{') continue;
    if (depth === 0 && !isDefinition(text.slice(0, match.index)) && count++ === clause) {
      return text.slice(0, match.index).split('\n').length;
    }
    depth++;
  }
  return 1;
}

/** Whether the brace after this text opens a type, a translator or a provider instead of a clause. */
function isDefinition(before: string): boolean {
  return /(?:\b(?:struct|union|enum|provider)\s*\w*|\btranslator\b[^{};]*)\s*$/.test(before);
}
