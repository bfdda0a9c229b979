// SystemTap: answers from the pack against `stap -L` asked the same on the same target.
import { analyse } from '../../server/src/features/analysis.ts';
import { complete } from '../../server/src/features/completion.ts';
import type { KernelPack } from '../../server/src/kernel/kernelPack.ts';
import { loadPack } from '../../server/src/kernel/loadPack.ts';
import { systemtap } from '../../server/src/languages/systemtap/systemtap.ts';
import { KeptWorkFile } from '../../server/src/lsp/keptWorkFile.ts';
import { measure, row } from './measure.ts';
import { timeOf, withPack } from './target.ts';

const turns = 200;

export async function benchSystemtap(name: string): Promise<void> {
  await withPack(name, async ({ pack, folder, connection }) => {
    const cold = await index(pack, folder);
    const warm = await index(await loadPack(folder), folder);
    console.log(`indexing the tapset, the first time: ${told(cold)}`);
    console.log(`indexing the tapset, kept on disk: ${told(warm)}; ratio ${(cold.all / warm.all).toFixed(1)}`);

    const text = 'probe kernel.function("vfs_';
    const answer = measure(turns, () => complete(analyse(systemtap, { text, path: 'a.stp', pack }), text.length));
    console.log(row('completion in kernel.function("vfs_', answer));
    const burst = 'probe kernel.function("vfs_read';
    const typing = measure(turns, (turn) => {
      const typed = burst.slice(0, 24 + (turn % 8));
      complete(analyse(systemtap, { text: typed, path: 'a.stp', pack }), typed.length);
    });
    console.log(row('completion after each key of a burst', typing));
    const [path, largest] = [...pack.tapset].reduce((a, b) => (b[1].length > a[1].length ? b : a));
    const findings = measure(20, (turn) => {
      analyse(systemtap, { text: `${largest}\n# ${turn}`, path: `tapset/${path}`, pack }).checks;
    });
    console.log(row(`findings after an edit in ${path} (${(largest.length / 1024).toFixed(0)} KB)`, findings));

    const asked = await timeOf(connection, ['stap', '-L', 'kernel.function("vfs_*")']);
    console.log(`stap -L 'kernel.function("vfs_*")' on the target: ${asked.toFixed(0)} ms`);
    console.log(`ratio, stap -L to the p99 of a completion: ${(asked / answer.p99).toFixed(0)}`);
  });
}

/** Milliseconds in all, and of the longest time that a request would have waited. */
interface Indexing {
  readonly all: number;
  readonly longest: number;
}

/** As the server does it: slices between which requests are answered, work kept beside the pack. */
async function index(pack: KernelPack, folder: string): Promise<Indexing> {
  const start = performance.now();
  const kept = await KeptWorkFile.open(folder, systemtap.id, 'bench');
  let longest = 0;
  let slice = performance.now();
  for (const _ of systemtap.prepare?.(pack, kept) ?? []) {
    longest = Math.max(longest, performance.now() - slice);
    slice = performance.now();
  }
  const all = performance.now() - start;
  await kept.close();
  return { all, longest };
}

function told({ all, longest }: Indexing): string {
  return `${all.toFixed(0)} ms off the request path, longest slice ${longest.toFixed(0)} ms`;
}
