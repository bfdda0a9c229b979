// What `dtrace -l` lists: rows `ID PROVIDER MODULE FUNCTION NAME`, kept as text, found by provider.
import type { DtraceProbe, DtraceProbeTable } from './kernelPack.ts';

/** Rows of one provider that follow each other, as a stretch of the text. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

export function buildDtraceProbeTable(list: Uint8Array): DtraceProbeTable {
  return new Table(list);
}

class Table implements DtraceProbeTable {
  #list: Uint8Array;
  #text = '';
  #stretches: ReadonlyMap<string, readonly Stretch[]> | undefined;

  constructor(list: Uint8Array) {
    this.#list = list;
  }

  get providers(): readonly string[] {
    return [...this.#byProvider().keys()];
  }

  *of(provider: string): Iterable<DtraceProbe> {
    for (const { start, end } of this.#byProvider().get(provider) ?? []) {
      for (let at = start; at < end; ) {
        const newline = this.#text.indexOf('\n', at);
        const lineEnd = newline < 0 ? end : newline;
        const probe = readProbe(this.#text.slice(at, lineEnd));
        if (probe) yield probe;
        at = lineEnd + 1;
      }
    }
  }

  #byProvider(): ReadonlyMap<string, readonly Stretch[]> {
    if (!this.#stretches) {
      // Only whoever asks pays for the text: most scripts never do.
      this.#text = Buffer.from(this.#list).toString('latin1');
      this.#list = new Uint8Array();
      this.#stretches = stretchesOf(this.#text);
    }
    return this.#stretches;
  }
}

function stretchesOf(text: string): ReadonlyMap<string, readonly Stretch[]> {
  const stretches = new Map<string, Stretch[]>();
  let provider = '';
  let start = 0;
  const close = (end: number): void => {
    if (provider === '') return;
    const list = stretches.get(provider) ?? [];
    list.push({ start, end });
    stretches.set(provider, list);
  };
  for (const match of text.matchAll(/^ *\d+ +(\S+) .*$/gm)) {
    if (match[1] === provider) continue;
    close(match.index);
    provider = match[1] ?? '';
    start = match.index;
  }
  close(text.length);
  return stretches;
}

/** Reads a row; the parts left blank are told from the number of those that are there. */
function readProbe(line: string): DtraceProbe | undefined {
  const [id, provider, ...rest] = line.trim().split(/ +/);
  const name = rest.pop();
  if (!id || !/^\d+$/.test(id) || !provider || name === undefined) return undefined;
  const [module = '', ...functions] = rest;
  return { provider, module, function: functions.join(' '), name };
}
