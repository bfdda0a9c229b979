// How long bpftrace lets a string be: max_strlen bytes, the end among them. Newer versions put a mark behind some that they cut.
import type { TextLimit } from '../../runs/textLimit.ts';
import type { RunOptions } from '../tracer.ts';

/** Where the script says nothing: of old versions and of newer ones. */
const usual = [64, 1024];

export function textLimit(_options: RunOptions, own: number | undefined): TextLimit {
  const lengths = (own === undefined ? usual : [own]).map((length) => length - 1);
  const more = own === undefined ? 4096 : own * 4;
  return {
    lengths,
    trailer: '..',
    why: `bpftrace cuts strings at ${lengths.join(' or ')} bytes. config = { max_strlen = ${more} } in the script lets them be longer.`,
  };
}
