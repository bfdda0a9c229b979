// Writes bpftrace.verdicts: where the real bpftrace refuses each script of bpftrace.scripts.
//
//   node test/conformance/recordBpftraceVerdicts.ts COMMAND…
//
// COMMAND runs a shell line that follows as its last word (`sh -c`, `chroot ROOT sh -c`) where bpftrace 0.27 is; it wants /sys
// mounted. Nothing is attached and no kernel is asked: `--fmt` only reads the script.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScripts } from './scriptTable.ts';

const [program = '', ...before] = process.argv.slice(2);

const scripts = readScripts('bpftrace');
const input = scripts.map(({ text }) => `${Buffer.from(text).toString('base64')}\n`).join('');
// An empty line is no line of base64 to read, so each begins with a letter that is cut off again.
const marked = input.replace(/^/gm, 'b').slice(0, -1);
const said = `e=$(bpftrace --fmt "$f" 2>&1 >/dev/null); r=$?; echo "$r $(echo "$e" | head -1)"`;
const line = `f=/tmp/script.bt; while read -r b; do echo "\${b#b}" | base64 -d >"$f"; ${said}; done`;
const { stdout, stderr } = spawnSync(program, [...before, line], { input: marked, encoding: 'utf8' });
const lines = stdout.trimEnd().split('\n');
if (lines.length !== scripts.length)
  throw new Error(`${lines.length} answers for ${scripts.length} scripts\n${stderr}`);

const verdicts = scripts.map(({ name }, index) => {
  const answer = lines[index] ?? '';
  // An error that spans lines is told without columns.
  const [, from, to, message] = /:(\d+(?::\d+)?)-(\d+): ERROR: syntax: (.*)/.exec(answer) ?? [];
  if (answer.startsWith('0 ')) return `${name}: ok\n`;
  return `${name}: ${from === undefined || to === undefined ? `? ${answer}` : `${from} ${message}`}\n`;
});
writeFileSync(join(import.meta.dirname, 'bpftrace.verdicts'), verdicts.join(''));
