// Folded names of hosts, written as ClusterShell writes them: `web[1-4,7]-ib[0-1]` is ten hosts.
import { TargetError } from './target.ts';

/** Larger sets are rather a slip of the pen than hosts to trace on. */
const mostHosts = 10_000;

/**
 * The hosts of a set, in its order: names with commas between, each with any number of ranges in brackets, zeros before a number kept
 * and `/2` behind a range for every other one. What holds no range stays as it is, an IPv6 address in brackets with it. Throws a
 * `TargetError` on a range that is none.
 */
export function expandNodeSet(text: string): readonly string[] {
  return text.split(/,(?![^[]*\])/).flatMap((name) => {
    // Every other piece is a range in brackets.
    const pieces = name.trim().split(/\[([^\]:]*)\]/);
    let hosts = [''];
    for (const [index, piece] of pieces.entries()) {
      const ends = index % 2 === 1 ? numbersOf(piece, text) : [piece];
      if (hosts.length * ends.length > mostHosts) throw new TargetError(`"${text}" is more than ${mostHosts} hosts.`);
      hosts = hosts.flatMap((start) => ends.map((end) => start + end));
    }
    return hosts;
  });
}

function numbersOf(ranges: string, text: string): readonly string[] {
  return ranges.split(',').flatMap((range) => {
    const [, from = '', to = from, step = '1'] = /^(\d+)(?:-(\d+)(?:\/(\d+))?)?$/.exec(range.trim()) ?? [];
    const [first, last, by] = [Number(from), Number(to), Number(step)];
    if (from === '' || last < first || by < 1 || last - first >= mostHosts * by) {
      throw new TargetError(
        `"${range.trim()}" in "${text}" is no range of hosts. Write numbers and ranges such as web[1-4,7] or node[001-064].`,
      );
    }
    const width = from.startsWith('0') ? from.length : 0;
    const count = Math.floor((last - first) / by) + 1;
    return Array.from({ length: count }, (_, index) => `${first + index * by}`.padStart(width, '0'));
  });
}
