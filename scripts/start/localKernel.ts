// Whether this machine's own kernel can be traced, and bpftrace for it. Looks and installs; attaches to nothing.
import { readFileSync } from 'node:fs';
import { installPackages } from '../debianPackages.ts';

/** Bit of CAP_SYS_ADMIN in a process's capability set: without it (as in most containers) root may not load BPF. */
const sysAdmin = 1n << 21n;

/** Never rejects; says why not when the answer is no. */
export async function prepareLocalKernel(say: (line: string) => void): Promise<boolean> {
  const [, hex = '0'] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  // A run mounts tracefs for itself where nobody has.
  const hasTracepoints = /\btracefs$/m.test(readFileSync('/proc/filesystems', 'utf8'));
  if ((BigInt(`0x${hex}`) & sysAdmin) === 0n || !hasTracepoints) {
    say("this machine's kernel does not let itself be traced from here (no tracepoints, or no right to load BPF)");
    return false;
  }
  try {
    await installPackages(['bpftrace'], say);
  } catch (error) {
    say(`bpftrace could not be installed: ${error instanceof Error ? error.message : error}`);
    return false;
  }
  say('target "local": this machine, with bpftrace');
  return true;
}
