// `npm run bench -- NAME --target T`: measures against the target's own tools, in one run, and prints ratios.
import { parseArgs } from 'node:util';
import { benchBpftrace } from './bpftrace.ts';
import { benchPack } from './pack.ts';
import { benchSystemtap } from './systemtap.ts';

const benches: Readonly<Record<string, (target: string) => Promise<void>>> = {
  systemtap: benchSystemtap,
  bpftrace: benchBpftrace,
  pack: benchPack,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { target: { type: 'string' } } });
const bench = benches[positionals[0] ?? ''];
if (bench === undefined || values.target === undefined) {
  console.error(`Usage: npm run bench -- ${Object.keys(benches).join('|')} --target T`);
  process.exit(2);
}
await bench(values.target);
process.exit(0);
