// A run of the past, read back from its bundle: what the panel shows of it is what it showed then.
import { join } from 'node:path';
import { type RunFigures, sumFigures } from '../figures.ts';
import type { HostRecord } from '../record.ts';
import type { HostRun, OutputLine, PassTime, RecordsSince, Run, RunEnd, RunState, RunSubject } from '../run.ts';
import { Spool } from '../spool/spool.ts';
import { type BundledRun, hostsFolder, readBundle } from './runHistory.ts';

/** Undefined where the history has no such run, or its files are not whole. */
export async function openPastRun(historyFolder: string, id: string): Promise<PastRun | undefined> {
  const folder = join(historyFolder, id);
  const bundle = await readBundle(folder);
  if (bundle === undefined) return undefined;
  try {
    const spool = await Spool.openToRead(folder);
    const hosts = await pastHosts(folder, bundle.run);
    return new PastRun(bundle.run, bundle.scriptText, historyFolder, spool, await spool.records(), hosts);
  } catch {
    return undefined;
  }
}

/** The runs of a group's hosts; undefined where the run was of one target, or not all of them are whole. */
async function pastHosts(folder: string, { hosts }: BundledRun): Promise<readonly HostRun[] | undefined> {
  if (hosts === undefined) return undefined;
  const runs = await Promise.all(hosts.map(({ id }) => openPastRun(join(folder, hostsFolder), id)));
  const whole = runs.flatMap((run, index) => (run === undefined ? [] : [{ name: hosts[index]?.name ?? '', run }]));
  return whole.length === hosts.length ? whole : undefined;
}

export class PastRun implements Run {
  readonly id: string;
  readonly request: RunSubject;
  readonly startedAt: number;
  /** Milliseconds since 1970; by its last line where nobody saw it end. */
  readonly endedAt: number;
  readonly state: RunState;
  readonly kernelRelease: string;
  readonly rights: string;
  readonly byteCount: number;
  readonly lineCount: number;
  readonly losses: ReadonlyMap<string, number>;
  readonly findings = [];
  readonly figures: RunFigures | undefined;
  readonly ended: Promise<RunEnd>;
  readonly passes: readonly PassTime[];
  readonly hosts?: readonly HostRun[];
  readonly #spool: Spool;
  readonly #since: RecordsSince;

  constructor(
    bundle: BundledRun,
    scriptText: string,
    spoolFolder: string,
    spool: Spool,
    records: readonly { readonly at: number; readonly record: HostRecord }[],
    hosts?: readonly HostRun[],
  ) {
    if (hosts !== undefined) this.hosts = hosts;
    const { id, script, tracer, target, options, startedAt, kernelRelease } = bundle;
    // It is looked at, not run again: nobody will be asked anything.
    const prompter = { acceptHostKey: async () => false, answer: async () => undefined };
    this.request = {
      script: { name: script, text: scriptText },
      tracer,
      target: { name: target },
      options,
      prompter,
      spoolFolder,
    };
    this.id = id;
    this.startedAt = startedAt;
    this.kernelRelease = kernelRelease;
    this.rights = bundle.rights ?? '';
    this.endedAt = bundle.endedAt ?? startedAt + (records.at(-1)?.at ?? 0);
    const end = bundle.end ?? {
      how: 'lost',
      exitCode: null,
      message: 'The window that watched it was closed before it ended; the target ends such a run by itself.',
      proof: undefined,
    };
    this.state = { kind: 'ended', end };
    this.ended = Promise.resolve(end);
    this.#spool = spool;
    this.lineCount = spool.lineCount;
    this.byteCount = spool.byteCount;
    this.losses = new Map(Object.entries(bundle.losses));
    const figures = new Map(
      records.flatMap(({ record }) => (record.kind === 'figures' ? [[record.host, record.figures]] : [])),
    );
    this.figures = sumFigures([...figures.values()]);
    this.passes = records.flatMap(({ record }) => (record.kind === 'pass' ? [record] : []));
    this.#since = {
      next: records.length,
      records: records.map(({ record }) => record),
      moments: records.map(({ at }) => at),
    };
  }

  get untold(): string {
    return this.figures === undefined ? 'Nothing was measured during this run.' : '';
  }

  order(): void {}

  lines(first: number, count: number): Promise<readonly OutputLine[]> {
    return this.#spool.lines(first, count);
  }

  records(from: number): RecordsSince {
    const { next, records, moments } = this.#since;
    return { next, records: records.slice(from), moments: moments.slice(from) };
  }

  stop(): Promise<RunEnd> {
    return this.ended;
  }

  onChange(): { dispose(): void } {
    return { dispose() {} };
  }
}
