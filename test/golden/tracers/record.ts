// Records the transcripts of this folder: runs each script with the tracer's own launch plan on a machine that has the tracer.
//
//   node test/golden/tracers/record.ts FOLDER [SCRIPT…] -- COMMAND…
//
// FOLDER is named TRACER-VERSION; COMMAND runs a shell line that follows as its last word (`sh -c`, `ssh root@guest`).
// Beside NAME.EXTENSION may lie NAME.args (the script's arguments) and NAME.options (JSON of `RunOptions`).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunOptions, TracerId } from '../../../client/src/tracers/tracer.ts';
import { tracers } from '../../../client/src/tracers/tracers.ts';

/** Floods are kept up to here; a transcript shows the form, not the amount. */
const mostBytes = 6000;
const longestRun = 240;

const dashes = process.argv.indexOf('--');
const { positionals } = parseArgs({ args: process.argv.slice(2, dashes), allowPositionals: true });
const [folder = '', ...wanted] = positionals;
const command = process.argv.slice(dashes + 1);
const [id = '', version = ''] = basename(folder).split('-');
const tracer = tracers[id as TracerId];

for (const name of readdirSync(folder).filter((file) => ['.stp', '.bt', '.d'].includes(extname(file)))) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const path = join(folder, name);
  const base = path.slice(0, -extname(path).length);
  const text = readFileSync(path, 'utf8');
  const given = existsSync(`${base}.options`) ? JSON.parse(readFileSync(`${base}.options`, 'utf8')) : {};
  const args = existsSync(`${base}.args`) ? readFileSync(`${base}.args`, 'utf8').trim().split(' ') : [];
  const options: RunOptions = { arguments: args, ...given };
  const plan = tracer.launch({ name, text }, options, { version, path: id });
  const words = plan.argv.map((word) => quote(word.replaceAll('{script}', name)));
  const run = `cat >${name}; timeout -s INT ${longestRun} ${words.join(' ')} >o 2>e </dev/null`;
  const line = `mkdir -p /tmp/record && cd /tmp/record && ${run}; head -c ${mostBytes} o; printf '\\0'; head -c ${mostBytes} e`;
  const [program = '', ...before] = command;
  const { stdout } = spawnSync(program, [...before, line], { input: text, maxBuffer: 64 * mostBytes });
  const end = stdout.lastIndexOf(0);
  writeFileSync(`${base}.stdout`, stdout.subarray(0, end));
  writeFileSync(`${base}.stderr`, stdout.subarray(end + 1));
  console.log(`${name}: ${end} bytes of stdout, ${stdout.length - end - 1} of stderr`);
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
