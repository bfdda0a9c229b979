// The pass lines that `stap -v` writes: what was done, how long it took, whether the module cache served it.
import type { TraceRecord } from '../../runs/record.ts';

const passLine = /^Pass ([1-5]): (.*)$/;
const realTime = / in \d+usr\/\d+sys\/(\d+)real ms\.$/;
const probeCount = /^analyzed script: (\d+) probe/;

export class Passes {
  #probes: number | undefined;

  /** Undefined where the line is no pass line. */
  line(text: string): readonly TraceRecord[] | undefined {
    const match = passLine.exec(text);
    if (!match) return undefined;
    const pass = Number(match[1]) as 1 | 2 | 3 | 4 | 5;
    const said = match[2] ?? '';
    const probes = probeCount.exec(said);
    if (probes) this.#probes = Number(probes[1]);
    if (said.startsWith('using cached ')) return [{ kind: 'pass', pass, ms: 0, cached: true }];
    if (said === 'starting run.') {
      return [{ kind: 'attached', ...(this.#probes !== undefined && { probes: this.#probes }) }];
    }
    const time = realTime.exec(said);
    if (time) return [{ kind: 'pass', pass, ms: Number(time[1]), cached: false }];
    return [{ kind: 'message', severity: said.includes('failed') ? 'error' : 'information', text }];
  }
}
