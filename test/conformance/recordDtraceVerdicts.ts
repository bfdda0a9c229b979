// Writes dtrace.verdicts: what the real dtrace says about each script of dtrace.scripts.
//
//   node test/conformance/recordDtraceVerdicts.ts LIBRARY -- COMMAND…
//
// LIBRARY is a folder, as COMMAND sees it, that holds nothing but dtrace's bpf_dlib.o: its D libraries need a kernel's symbols.
// COMMAND runs a shell line that follows as its last word (`sh -c`, `chroot ROOT sh -c`). Nothing is attached: dtrace only compiles.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScripts } from './scriptTable.ts';

const dashes = process.argv.indexOf('--');
const library = process.argv[2] ?? '';
const [program = '', ...before] = process.argv.slice(dashes + 1);

const input = readScripts('dtrace')
  .map(({ text }) => `${Buffer.from(text).toString('base64')}\n`)
  .join('');
const dtrace = `dtrace -e -Z -w -xsyslibdir=${library} -xerrtags -xdefaultargs -s "$f" 2>&1 </dev/null | head -1`;
const line = `f=/tmp/script.d; while read -r b; do echo "$b" | base64 -d >"$f"; echo "$(${dtrace})"; done`;
const { stdout } = spawnSync(program, [...before, line], { input, encoding: 'utf8' });
const said = stdout.trimEnd().split('\n');

const verdicts = readScripts('dtrace').map(({ name }, index) => {
  const [, tag, at] = /\[(\w+)\] line (\d+)/.exec(said[index] ?? '') ?? /\[(\w+)\]/.exec(said[index] ?? '') ?? [];
  return `${name}: ${tag === undefined ? (said[index] === '' ? 'ok' : `? ${said[index]}`) : `${tag} ${at ?? ''}`.trim()}\n`;
});
writeFileSync(join(import.meta.dirname, 'dtrace.verdicts'), verdicts.join(''));
