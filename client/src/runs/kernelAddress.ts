// What lies at an address of a target's kernel: asked of the target, as functions lie elsewhere after each boot.
import { type Connection, TargetError } from '../targets/target.ts';
import { runToEnd } from './runToEnd.ts';
import { spawnWithReach } from './spawnWithReach.ts';

/** A function or variable of the kernel, and how far into it an address points. */
export interface KernelPlace {
  readonly name: string;
  /** Bytes. */
  readonly offset: number;
  /** '' for the kernel proper. */
  readonly module: string;
}

/** Bytes past the nearest symbol at which an address is no longer taken for a part of it. */
const farthest = 1 << 20;
/** Milliseconds by which the clocks of target and client may differ. */
const clockBound = 60_000;

// Addresses are of one length: as texts they are in their order, beyond what awk's numbers hold. Modules come last, unsorted.
const program = `awk '$1 == "btime" { print $2 }' /proc/stat
awk -v at="$1" '
  ($1 "") <= (at "") && ($1 "") > (best "") { best = $1; line = $0 }
  ($1 "") > (last "") { last = $1 }
  END { print last; print line }
' "$2"`;

/**
 * Undefined where no symbol is near. `address`: 16 hexadecimal digits. `since`: when it was printed, in milliseconds since 1970. Rejects
 * with a `TargetError` where the kernel tells this user no addresses, or was booted since.
 */
export async function kernelPlaceAt(
  connection: Connection,
  address: string,
  since: number,
  kallsyms = '/proc/kallsyms',
): Promise<KernelPlace | undefined> {
  const host = connection.target.name;
  const { stdout } = await runToEnd(connection, ['sh', '-c', program, 'sh', address, kallsyms], '', spawnWithReach);
  const [booted = '', last = '', symbol = ''] = stdout.toString('utf8').split('\n');
  if (Number(booted) * 1000 > since + clockBound) {
    throw new TargetError(
      `${host} was booted after this run: what its kernel has at 0x${address} now tells nothing of it.`,
    );
  }
  if (/^0*$/.test(last)) {
    throw new TargetError(
      `The kernel of ${host} tells this user no addresses. Log in as root, allow this user sudo without a password, or set kernel.kptr_restrict to 0 there.`,
    );
  }
  const [start = '0', , name = '', module = ''] = symbol.split(/\s+/);
  const offset = BigInt(`0x${address}`) - BigInt(`0x${start}`);
  return offset > farthest ? undefined : { name, offset: Number(offset), module: module.replace(/^\[|\]$/g, '') };
}
