// Writes systemtap.verdicts and systemtapPass2.verdicts: the line where the real `stap -p1` and `stap -p2` refuse each script.
//
//   node test/conformance/recordSystemtapVerdicts.ts COMMAND…
//
// COMMAND runs a shell line that follows as its last word (`sh -c`, `chroot ROOT sh -c`) where stap and a kernel's headers are.
// Nothing is compiled or attached: the passes only parse, and look names up.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScripts } from './scriptTable.ts';

const [program = '', ...before] = process.argv.slice(2);

for (const [table, pass] of [
  ['systemtap', '-p1'],
  ['systemtapPass2', '-p2'],
] as const) {
  const scripts = readScripts(table);
  const answers = ask(
    pass,
    scripts.map(({ text }) => text),
  );
  const verdicts = scripts.map(({ name }, index) => `${name}: ${verdictOf(answers[index] ?? '')}\n`);
  writeFileSync(join(import.meta.dirname, `${table}.verdicts`), verdicts.join(''));
}

/** What stap says of each text: its status and its standard error in one line. */
function ask(pass: string, texts: readonly string[]): readonly string[] {
  // A letter before each line, as an empty one would not be read.
  const input = texts.map((text) => `b${Buffer.from(text).toString('base64')}\n`).join('');
  const guru = `g=; head -n 1 "$f" | grep -q -- ' -g' && g=-g`;
  const said = `e=$(stap -r "$(ls /lib/modules | tail -n 1)" ${pass} $g "$f" 2>&1 >/dev/null </dev/null); r=$?; echo "$r $(echo "$e" | tr '\\n' ' ')"`;
  const line = `f=/tmp/script.stp; while read -r b; do echo "\${b#b}" | base64 -d >"$f"; ${guru}; ${said}; done`;
  const { stdout, stderr } = spawnSync(program, [...before, line], { input, encoding: 'utf8', maxBuffer: 1 << 26 });
  const answers = stdout.trimEnd().split('\n');
  if (answers.length !== texts.length) throw new Error(`${answers.length} answers for ${texts.length}\n${stderr}`);
  return answers;
}

/** `ok`, or the line and the first message; only the first error counts, and at the end of the file stap names no line. */
function verdictOf(answer: string): string {
  if (answer.startsWith('0 ')) return 'ok';
  const [, semantic] =
    /semantic error: (.*?)(?:: (?:identifier|operator|keyword|string|number|embedded)| {2,}| Pass 2)/.exec(answer) ??
    [];
  if (semantic !== undefined) return `${/script\.stp:(\d+):\d+/.exec(answer)?.[1] ?? 'end'} ${semantic.trim()}`;
  const [, message = '', place = ''] =
    /error: (.*?)(?: {2,}(?:saw|at): (.*?))?(?: \d+ parse errors?\.|parse error:|$)/.exec(answer) ?? [];
  return `${/\.stp:(\d+):\d+/.exec(place)?.[1] ?? 'end'} ${message.trim()}`;
}
