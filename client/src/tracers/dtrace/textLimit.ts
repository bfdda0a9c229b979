// How long DTrace lets a string be: strsize bytes and the end, of which copyinstr() fills one less.
import type { TextLimit } from '../../runs/textLimit.ts';
import type { RunOptions } from '../tracer.ts';

const usual = 256;
const units: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

export function textLimit({ tracerOptions = [] }: RunOptions, own: number | undefined): TextLimit {
  const given = /(?:^|\s)-x\s*strsize=(\d+)([kmg]?)(?=\s|$)/i.exec(tracerOptions.join(' '));
  const fromOption = given && Number(given[1]) * (units[given[2]?.toLowerCase() ?? ''] ?? 1);
  const length = own ?? fromOption ?? usual;
  return {
    lengths: [length - 1],
    trailer: '',
    why: `DTrace cuts strings at ${length - 1} bytes. #pragma D option strsize=${length * 4} in the script lets them be longer.`,
  };
}
