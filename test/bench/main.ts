// `npm run bench -- NAME --target T`: measures against the target's own tools, in one run, and prints ratios.
import { parseArgs } from 'node:util';
import { benchSystemtap } from './systemtap.ts';

const benches: Readonly<Record<string, (target: string) => Promise<void>>> = { systemtap: benchSystemtap };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { target: { type: 'string' } } });
const bench = benches[positionals[0] ?? ''];
if (bench === undefined || values.target === undefined) {
  console.error(`Usage: npm run bench -- ${Object.keys(benches).join('|')} --target T`);
  process.exit(2);
}
await bench(values.target);
process.exit(0);
