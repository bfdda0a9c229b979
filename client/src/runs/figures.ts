// What the probes of a run do and cost: from the counts that readings give to rates and shares of a CPU.

/** What one clause did since the run's start; or one program that no clause could be told for. */
export interface ProbeCount {
  readonly text: string;
  /** Of the script, from 1; left out where it is not known which clause it is. */
  readonly line?: number;
  /** Lines of other clauses that are counted here, too, as the tracer runs them as one. */
  readonly alsoLines?: readonly number[];
  readonly hits: number;
  /** Nanoseconds in all. */
  readonly time: number;
  /** Nanoseconds of the longest hit, where that is told. */
  readonly longest?: number;
  /** Where it can be switched on and off: what its switch goes by, and how it stands. */
  readonly control?: { readonly clause: number; readonly isOn: boolean };
}

/** A global of the script that can be set, or only emptied, while it runs. */
export interface GlobalFigure {
  readonly name: string;
  /** Where it is declared, from 1. */
  readonly line: number;
  /** Of statistics, how many values they took; undefined where it is not told. */
  readonly value?: string;
  readonly type: 'long' | 'string' | 'stats' | 'other';
}

/** What one reading tells. */
export interface MeterAnswer {
  readonly counts: readonly ProbeCount[];
  readonly globals?: readonly GlobalFigure[];
}

/** What a running script can be told. */
export type RunOrder =
  | { readonly kind: 'switch'; readonly clause: number; readonly isOn: boolean }
  | { readonly kind: 'set'; readonly global: string; readonly value: string }
  | { readonly kind: 'empty'; readonly global: string };

/** What is known of a run's probes at one moment. */
export interface RunFigures {
  /** Milliseconds since the run's start. */
  readonly at: number;
  /** CPUs of the target. */
  readonly cpus: number;
  /** Part of one CPU that all probes take together, over the last seconds; of an ended run, over all of it. */
  readonly share: number;
  readonly probes: readonly ProbeFigures[];
  /** The run has ended and went on after it was last asked: hits and times are at least these. */
  readonly isPartial?: boolean;
  /** Of the script, where they can be told or set. */
  readonly globals?: readonly GlobalFigure[];
}

export interface ProbeFigures extends ProbeCount {
  /** Hits a second, over the same time as `share`. */
  readonly perSecond: number;
  /** Part of one CPU. */
  readonly share: number;
}

/** A moment's counts; seconds by the target's clock. */
export interface MeterReading extends MeterAnswer {
  readonly seconds: number;
  readonly cpus: number;
}

/** Rates are taken over so many seconds: long enough to be quiet, short enough to be now. */
const span = 3;

/** Makes figures from one reading after the other. */
export class FigureHistory {
  readonly #readings: MeterReading[] = [];
  #first: MeterReading | undefined;

  /** `at`: milliseconds since the run's start, by the client. */
  add(reading: MeterReading, at: number): RunFigures {
    this.#first ??= reading;
    this.#readings.push(reading);
    while ((this.#readings[1]?.seconds ?? Number.POSITIVE_INFINITY) <= reading.seconds - span) this.#readings.shift();
    return figuresBetween(this.#readings[0] ?? reading, reading, at);
  }

  /** What was told at the very end, `seconds` after the newest reading, or after the start where there was none. */
  finish(answer: MeterAnswer, seconds: number): void {
    const before = this.#readings.at(-1) ?? { seconds: 0, cpus: 1, counts: [] };
    this.#first ??= before;
    const globals = this.#readings.at(-1)?.globals ?? answer.globals;
    const { counts } = answer;
    this.#readings.push({ counts, ...(globals && { globals }), seconds: before.seconds + seconds, cpus: before.cpus });
  }

  /** Seconds that the newest figures are taken over. */
  get seconds(): number {
    return (this.#readings.at(-1)?.seconds ?? 0) - (this.#readings[0]?.seconds ?? 0);
  }

  /** Over all that was seen; undefined before there were two readings. */
  whole(at: number): RunFigures | undefined {
    const last = this.#readings.at(-1);
    return this.#first && last && last !== this.#first ? figuresBetween(this.#first, last, at) : undefined;
  }
}

/** Those of several hosts as one; undefined where there are none. */
export function sumFigures(figures: readonly RunFigures[]): RunFigures | undefined {
  if (figures.length < 2) return figures[0];
  const probes = new Map<string, ProbeFigures>();
  for (const probe of figures.flatMap((one) => one.probes)) {
    const before = probes.get(keyOf(probe));
    const longest = Math.max(before?.longest ?? 0, probe.longest ?? 0);
    probes.set(keyOf(probe), {
      ...probe,
      hits: probe.hits + (before?.hits ?? 0),
      time: probe.time + (before?.time ?? 0),
      perSecond: probe.perSecond + (before?.perSecond ?? 0),
      share: probe.share + (before?.share ?? 0),
      ...(longest > 0 && { longest }),
    });
  }
  return {
    at: Math.max(...figures.map(({ at }) => at)),
    cpus: figures.reduce((sum, { cpus }) => sum + cpus, 0),
    share: figures.reduce((sum, { share }) => sum + share, 0),
    probes: [...probes.values()],
    ...(figures.some(({ isPartial }) => isPartial) && { isPartial: true }),
  };
}

function figuresBetween(
  before: MeterReading,
  { seconds, cpus, counts, globals }: MeterReading,
  at: number,
): RunFigures {
  const passed = seconds - before.seconds;
  const was = new Map(before.counts.map((count) => [keyOf(count), count]));
  const probes = counts.map((count): ProbeFigures => {
    const { hits = 0, time = 0 } = was.get(keyOf(count)) ?? {};
    const rate = (more: number) => (passed > 0 ? Math.max(0, more) / passed : 0);
    return { ...count, perSecond: rate(count.hits - hits), share: rate((count.time - time) / 1e9) };
  });
  const share = probes.reduce((sum, probe) => sum + probe.share, 0);
  return { at, cpus, share, probes, ...(globals && { globals }) };
}

function keyOf({ line, text }: ProbeCount): string {
  return `${line ?? ''} ${text}`;
}
