// Writes kernelFunctions.names.gz: the code of the lab's kernel, and what `stap -l` with its debuginfo says of each name.
//
//   npm run lab; tracewright pack --target lab -o PACK
//   test/hosts/lab/image/native.sh ROOT SHARED env SYSTEMTAP_DIR=/tmp stap -vvv -r RELEASE \
//     -l 'kernel.function("*").call' >LIST 2>LOG
//   node test/conformance/recordKernelFunctions.ts PACK LIST LOG
//
// ROOT is the lab's root file system in its cache, whose stap runs at this machine's speed: 14 minutes. Nothing is compiled or attached.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mark, madeByCompiler, writeNames } from './kernelNames.ts';

const [pack = '', list = '', log = ''] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync(join(pack, 'manifest.json'), 'utf8'));
const names = new Map<string, Set<Mark>>();

function mark(name: string, one: Mark): void {
  const known = names.get(name) ?? new Set<Mark>();
  names.set(name, known.add(one));
}

const addresses = new Map<string, string[]>();
let section: Mark = 'kept';
for (const line of linesOf(join(pack, 'kallsyms'))) {
  const [, address = '', name = '', module] = /^(\S+) [tTwW] ([^\t]+)(\t.*)?$/.exec(line) ?? [];
  // What stands before each function is left out: nobody can name it.
  if (name === '' || module !== undefined || name.startsWith('__pfx_')) continue;
  if (name === '_sinittext') section = 'init';
  else if (name === '_einittext') section = 'exit';
  else mark(name, section);
  addresses.set(address, [...(addresses.get(address) ?? []), name]);
}
for (const line of linesOf(join(pack, 'kprobe_blacklist'))) {
  const [, name = '', module] = line.split(/\s+/);
  if (module === undefined && names.has(name)) mark(name, 'forbidden');
}

const listed = new Set<string>();
for (const line of linesOf(list)) {
  const [, name] = /^kernel\.function\("([^"@]+)/.exec(line) ?? [];
  if (name !== undefined) listed.add(name);
}
for (const same of addresses.values())
  if (same.some((name) => listed.has(name))) for (const name of same) if (!listed.has(name)) mark(name, 'alias');

// A function that the compiler made another of goes by its own name in debuginfo.
const sources = new Set(Array.from(names.keys(), (name) => name.replace(madeByCompiler, '')));
let blocked = '';
for (const line of linesOf(log)) {
  const [, words = '', name = ''] = /^(selected function|WARNING: function|blfn:) (\S+)/.exec(line) ?? [];
  const source = name.replace(madeByCompiler, '');
  if (words === 'blfn:') blocked = name;
  else if (listed.has(source) || !sources.has(source)) continue;
  else if (words.startsWith('selected')) mark(source, 'selected');
  else if (line.includes('in blocklisted section')) mark(source, 'bySection');
  else if (line.includes('in blocklisted file')) mark(source, 'byFile');
  else if (line.includes('is blocklisted')) mark(source, 'byName');
}
for (const name of listed) mark(name, 'listed');

writeNames({ kernel: manifest.release, stap: manifest.tracers.stap, blocked, names });
console.log(`${manifest.release}: ${names.size} names, ${listed.size} of them listed`);

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'latin1').split('\n');
}
