// Boots a guest once and saves its memory, so that others go on from there in seconds.
import { join } from 'node:path';
import type { LabRoot } from './buildLab.ts';
import { LabGuest } from './guest.ts';
import { runProgram } from './runProgram.ts';

/** `folder` holds `base.ext4`; `disk.qcow2` and `state.zst` are put beside it. The folder may be renamed afterwards. */
export async function saveState(root: LabRoot, folder: string): Promise<void> {
  const disk = join(folder, 'disk.qcow2');
  // Named relative to the disk, as the folder gets its final name later.
  await runProgram('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', 'base.ext4', '-F', 'raw', disk]);
  const guest = await LabGuest.start({ root, disk });
  try {
    // Each tracer once: its files are then in the guest's memory and need not come from the disk again.
    await guest.run("stap -p2 -e 'probe begin { exit() }' >/dev/null");
    await guest.run("bpftrace -e 'BEGIN { exit(); }' >/dev/null");
    await guest.run("dtrace -qn 'BEGIN { exit(0); }' >/dev/null");
    await guest.run('sync; echo 1 >/proc/sys/vm/compact_memory');
    await guest.qmp.execute('stop');
    await guest.qmp.execute('migrate-set-parameters', { 'max-bandwidth': 10_000_000_000 });
    await guest.qmp.execute('migrate', { uri: `exec:zstd -q -3 -T0 -o '${join(folder, 'state.zst')}'` });
    await guest.qmp.until('query-migrate', ['completed']);
  } finally {
    await guest.stop();
  }
}
