// Writes systemtap.verdicts: the line where the real `stap -p1` refuses each script of systemtap.scripts.
//
//   node test/conformance/recordSystemtapVerdicts.ts COMMAND…
//
// COMMAND runs a shell line that follows as its last word (`sh -c`, `chroot ROOT sh -c`) where stap and a kernel's headers are.
// Nothing is compiled or attached: pass 1 only parses.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScripts } from './scriptTable.ts';

const [program = '', ...before] = process.argv.slice(2);
const scripts = readScripts('systemtap');
// A letter before each line, as an empty one would not be read.
const input = scripts.map(({ text }) => `b${Buffer.from(text).toString('base64')}\n`).join('');
const guru = `g=; head -n 1 "$f" | grep -q -- ' -g' && g=-g`;
const said = `e=$(stap -r "$(ls /lib/modules | tail -n 1)" -p1 $g "$f" 2>&1 >/dev/null </dev/null); r=$?; echo "$r $(echo "$e" | tr '\\n' ' ')"`;
const line = `f=/tmp/script.stp; while read -r b; do echo "\${b#b}" | base64 -d >"$f"; ${guru}; ${said}; done`;
const { stdout, stderr } = spawnSync(program, [...before, line], { input, encoding: 'utf8', maxBuffer: 1 << 26 });
const answers = stdout.trimEnd().split('\n');
if (answers.length !== scripts.length)
  throw new Error(`${answers.length} answers for ${scripts.length} scripts\n${stderr}`);

const verdicts = scripts.map(({ name }, index) => {
  const answer = answers[index] ?? '';
  if (answer.startsWith('0 ')) return `${name}: ok\n`;
  // Only the first error counts; at the end of the file stap names no line.
  const [, message = '', place = ''] =
    /error: (.*?)(?: {2,}(?:saw|at): (.*?))?(?: \d+ parse errors?\.|parse error:|$)/.exec(answer) ?? [];
  const [, at] = /\.stp:(\d+):\d+/.exec(place) ?? [];
  return `${name}: ${at ?? 'end'} ${message.trim()}\n`;
});
writeFileSync(join(import.meta.dirname, 'systemtap.verdicts'), verdicts.join(''));
