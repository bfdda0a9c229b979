// `npm run bench -- NAME --target T`: measures against the target's own tools, in one run, and prints ratios.
import { parseArgs } from 'node:util';
import { benchBpftrace } from './bpftrace.ts';
import { benchCounting } from './counting.ts';
import { isOwnServer, ownServers, withOwnServer } from './ownServer.ts';
import { benchPack } from './pack.ts';
import { benchPanel } from './panel.ts';
import { benchRuns } from './runs.ts';
import { benchSystemtap } from './systemtap.ts';

const benches: Readonly<Record<string, (target: string, millions: readonly number[]) => Promise<void>>> = {
  systemtap: benchSystemtap,
  bpftrace: benchBpftrace,
  pack: benchPack,
  runs: benchRuns,
  panel: benchPanel,
  counting: benchCounting,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  // Millions of lines that a run prints, one measurement each.
  options: { target: { type: 'string' }, lines: { type: 'string', multiple: true, default: ['1', '10'] } },
});
const bench = benches[positionals[0] ?? ''];
const { target } = values;
if (bench === undefined || target === undefined) {
  console.error(
    `Usage: npm run bench -- ${Object.keys(benches).join('|')} --target T|${ownServers.join('|')} [--lines MILLIONS]…`,
  );
  process.exit(2);
}
const work = (): Promise<void> => bench(target, values.lines.map(Number));
await (isOwnServer(target) ? withOwnServer(target, work) : work());
process.exit(0);
