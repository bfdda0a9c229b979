// Writes a release's lines of bpftraceOlder.verdicts: where an older bpftrace refuses each script of bpftrace.scripts.
//
//   node test/conformance/recordBpftraceOlder.ts RELEASE COMMAND…
//
// RELEASE is the N of 0.N, 17 or 23: up to 0.25 the parser was another one. COMMAND is as in recordBpftraceReleases.ts.
// `later` stands before what a pass behind the parser says: then bpftrace showed the tree.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScripts, readVerdicts } from './scriptTable.ts';

const [release = '', program = '', ...before] = process.argv.slice(2);
const debug = Number(release) >= 20 ? '-d ast' : '-d';

const scripts = readScripts('bpftrace');
// An empty line is no line of base64 to read, so each begins with a letter that is cut off again.
const input = scripts.map(({ text }) => `b${Buffer.from(text).toString('base64')}\n`).join('');
const first = 'grep -a -m1 -e "script.bt:.*ERROR: " -e "FATAL: "';
const tree = `timeout 30 bpftrace --unsafe ${debug} "$f" 2>&1 | grep -a -q "AST after: parser"`;
const whole = `timeout 30 bpftrace --unsafe --test codegen "$f" 2>&1`;
const answer = `o=$(${whole}); r=$?; ${tree} && p=later || p=; echo ":$r $p $(echo "$o" | ${first})"`;
const line = `f=/tmp/script.bt; while read -r b; do echo "\${b#b}" | base64 -d >"$f"; ${answer}; done`;
const { stdout, stderr } = spawnSync(program, [...before, line], { input, encoding: 'utf8' });
const answers = stdout.trimEnd().split('\n');
if (answers.length !== scripts.length)
  throw new Error(`${answers.length} answers for ${scripts.length} scripts\n${stderr}`);

const verdicts = new Map(readVerdicts('bpftraceOlder'));
for (const [index, { name }] of scripts.entries()) {
  // A message may quote any byte.
  const said = (answers[index] ?? '').replace(/[^ -~]/g, '?');
  const [, place, message] = /(?:script\.bt:([\d:]+)\S*|FATAL): (?:ERROR: )?(.*)/.exec(said) ?? [];
  const refused = message === undefined ? `? ${said}` : `${place ?? '?'} ${message}`;
  const isTaken = said.startsWith(':0 ') && message === undefined;
  verdicts.set(`${name} ${release}`, isTaken ? 'ok' : said.includes(' later ') ? `later ${refused}` : refused);
}
const lines = scripts.flatMap(({ name }) =>
  [17, 23].flatMap((one) => {
    const verdict = verdicts.get(`${name} ${one}`);
    return verdict === undefined ? [] : [`${name} ${one}: ${verdict}\n`];
  }),
);
writeFileSync(join(import.meta.dirname, 'bpftraceOlder.verdicts'), lines.join(''));
