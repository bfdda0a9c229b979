// The bytes of a stream as a run's folder on this machine keeps them.
import { buffer } from 'node:stream/consumers';
import { rawBytes } from '../../client/src/runs/spool/rawBytes.ts';

/** All that is there, unpacked. */
export function keptOutput(folder: string, stream: 'stdout' | 'stderr'): Promise<Buffer> {
  return buffer(rawBytes(folder, stream));
}
