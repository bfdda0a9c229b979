// bpftrace: answers from the pack against `bpftrace -l` asked the same on the same target.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { analyse } from '../../server/src/features/analysis.ts';
import { complete } from '../../server/src/features/completion.ts';
import { buildTypeTable } from '../../server/src/kernel/typeTable.ts';
import { bpftrace } from '../../server/src/languages/bpftrace/bpftrace.ts';
import { packFiles } from '../../server/src/protocol.ts';
import { measure, row } from './measure.ts';
import { timeOf, withPack } from './target.ts';

const turns = 200;

export async function benchBpftrace(name: string): Promise<void> {
  await withPack(name, async ({ pack, folder, connection }) => {
    const at = (text: string): (() => void) => {
      return () => void complete(analyse(bpftrace, { text, path: 'a.bt', pack }), text.length);
    };
    const answer = measure(turns, at('kprobe:vfs_'));
    console.log(row('completion in kprobe:vfs_', answer));
    const burst = 'kprobe:vfs_read';
    const typing = measure(turns, (turn) => at(burst.slice(0, 7 + (turn % 9)))());
    console.log(row('completion after each key of a burst', typing));
    const chain = 'kprobe:vfs_read { $t = (struct task_struct *)curtask; print($t->mm->';
    const members = measure(turns, at(chain));
    console.log(row('members at the end of a chain of structs', members));
    const path = join(folder, packFiles.btf, 'vmlinux');
    const blob = await readFile(path);
    const opening = measure(10, () => void buildTypeTable(new Map([['vmlinux', blob]])));
    console.log(row(`opening BTF of ${(blob.length / 1e6).toFixed(1)} MB`, opening));
    const reading = measure(10, () => void readFileSync(path));
    console.log(row('reading that file', reading));
    console.log(`ratio, opening to reading: ${(opening.median / reading.median).toFixed(1)}`);

    const asked = await timeOf(connection, ['bpftrace', '-l', 'kprobe:vfs_*']);
    console.log(`bpftrace -l 'kprobe:vfs_*' on the target: ${asked.toFixed(0)} ms`);
    console.log(`ratio, bpftrace -l to the p99 of a completion: ${(asked / answer.p99).toFixed(0)}`);
    const layout = await timeOf(connection, ['bpftrace', '-lv', 'struct mm_struct']);
    console.log(`bpftrace -lv 'struct mm_struct' on the target: ${layout.toFixed(0)} ms`);
    console.log(`ratio, bpftrace -lv to the p99 of the members: ${(layout / members.p99).toFixed(0)}`);
  });
}
