// What SystemTap's counted copy costs: what a hit adds to a system call, with a script as it is and with its copy, in turn.
import { terminalPrompter } from '../../client/src/cli/terminalPrompter.ts';
import { whole } from '../../client/src/packs/factsProgram.ts';
import { runToEnd } from '../../client/src/runs/runToEnd.ts';
import { TargetError } from '../../client/src/targets/target.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import { countedText } from '../../client/src/tracers/countedText.ts';
import { emptyPack } from '../../server/src/kernel/emptyPack.ts';
import { systemtap } from '../../server/src/languages/systemtap/systemtap.ts';

/** Two hits in each turn of the loop: one does as little as a probe can, one as much as most do. */
const script = `global hits, sizes
probe kprobe.function("vfs_read") { hits++ }
probe kprobe.function("vfs_write") { sizes[pid(), execname()] <<< 1 }
probe end { printf("%d hits of %d writers\\n", hits, @count(sizes[1, ""]) + 1) }
`;
const calls = 100_000;
const turns = 5;

/** Compiles what stands in the two files of its folder, and tells nanoseconds, a line each. */
const program = whole(`set -e
cd "$1"; trap 'rm -rf "$1"' EXIT
cat >work <<'end'
start=$(date +%s%N)
dd if=/dev/zero of=/dev/null bs=1 count="$2" 2>/dev/null
echo "$1 $(($(date +%s%N) - start))"
end
for one in plain counted; do stap -p4 -m "tracewright_$one" "$one.stp" >/dev/null; done
for turn in $(seq "$2"); do
  sh work none "$3"
  for one in plain counted; do staprun "tracewright_$one.ko" -c "sh work $one $3" 2>/dev/null; done
done
`);

export async function benchCounting(name: string): Promise<void> {
  const copy = systemtap.countedCopy?.(systemtap.parse({ text: script, path: '', pack: emptyPack }));
  if (copy === undefined) throw new Error('The script has no copy.');
  const connection = await parseTarget(name).connect({ prompter: terminalPrompter });
  const run = async (argv: readonly string[], input = ''): Promise<string> => {
    const { stdout, stderr, status } = await runToEnd(connection, argv, input);
    if (status.code !== 0) throw new TargetError(`${argv[0]} on ${name}: ${stderr}`);
    return stdout.toString('utf8');
  };
  try {
    const folder = (await run(['mktemp', '-d'])).trim();
    await run(['tee', `${folder}/plain.stp`], script);
    await run(['tee', `${folder}/counted.stp`], countedText(script, copy));
    const told = await run(['sh', '-s', folder, `${turns}`, `${calls}`], program);
    const [none, plain, counted] = ['none', 'plain', 'counted'].map((what) => nanosecondsAHit(told, what));
    if (none === undefined || plain === undefined || counted === undefined) throw new Error(told);
    const row = (what: string, ns: number): void => console.log(`${what.padEnd(44)} ${ns.toFixed(0)} ns`);
    row('a system call without a probe', none);
    row('a hit of the script adds', plain - none);
    row('a hit of its copy adds', counted - none);
    console.log(`ratio, copy to script: ${((counted - none) / (plain - none)).toFixed(2)}`);
  } finally {
    connection.close();
  }
}

/** The median of what was told. */
function nanosecondsAHit(told: string, what: string): number {
  const times = told.split('\n').flatMap((line) => (line.startsWith(`${what} `) ? [Number(line.split(' ')[1])] : []));
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
  return median / (2 * calls);
}
