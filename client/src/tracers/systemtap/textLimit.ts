// How long SystemTap lets a string be: MAXSTRINGLEN bytes, the end among them.
import type { TextLimit } from '../../runs/textLimit.ts';
import type { RunOptions } from '../tracer.ts';

const usual = 512;

export function textLimit({ tracerOptions = [] }: RunOptions): TextLimit {
  const given = /(?:^|\s)-D\s*MAXSTRINGLEN=(\d+)(?=\s|$)/.exec(tracerOptions.join(' '))?.[1];
  const length = given === undefined ? usual : Number(given);
  return {
    lengths: [length - 1],
    trailer: '',
    why: `SystemTap cuts strings at ${length - 1} bytes. The tracer option -DMAXSTRINGLEN=${length * 4} lets them be longer.`,
  };
}
