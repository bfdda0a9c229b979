// A run group: the same script on several hosts at once, seen as one run whose lines and records tell their host.
import { join } from 'node:path';
import type { Prompter, Target } from '../../targets/target.ts';
import type { TracerFinding } from '../../tracers/tracer.ts';
import { type RunFigures, type RunOrder, sumFigures } from '../figures.ts';
import { keepRun } from '../history/keepRun.ts';
import { hostsFolder } from '../history/runHistory.ts';
import { LiveRun } from '../liveRun.ts';
import { RecordRing } from '../recordRing.ts';
import type { HostRun, OutputLine, RecordsSince, Run, RunChange, RunEnd, RunState, RunSubject } from '../run.ts';
import { newRunId } from '../runId.ts';
import { defaultRunSettings, type RunSettings } from '../runSettings.ts';
import type { Spool } from '../spool/spool.ts';
import { beginRun } from '../startRun.ts';
import { groupEnd, groupState } from './groupState.ts';

/** What is asked for; `target` names the group. */
export interface GroupRequest extends RunSubject {
  readonly targets: readonly Target[];
  /** Hosts that are reached and made ready at a time; all run together. */
  readonly atOnce?: number;
}

/** Hosts made ready at a time, where nothing else is asked for. */
const usuallyAtOnce = 8;

/** Lines taken over from a host in one go. */
const linesAtATime = 5000;

/** A host of a group, and how its run begins. */
export interface GroupHost extends HostRun {
  /** Called when its turn comes. Without effect on a run that has ended. */
  begin(settings: RunSettings): void;
}

/** Starts the runs and gives the group back at once. What goes wrong on a host is how its run ends; the others go on. */
export function startGroup(request: GroupRequest, settings: RunSettings = defaultRunSettings): GroupRun {
  const startedAt = Date.now();
  const id = newRunId(startedAt);
  const { targets, atOnce, ...subject } = request;
  const prompter = oneAtATime(request.prompter);
  const spoolFolder = join(request.spoolFolder, id, hostsFolder);
  const hosts = targets.map((target): GroupHost => {
    const run = new LiveRun({ ...subject, target, prompter, spoolFolder }, { id: newRunId(startedAt), startedAt });
    run.enter({ kind: 'connecting', waitingFor: 'waiting for its turn' });
    return { name: target.name, run, begin: (behaviour) => beginRun(run, behaviour) };
  });
  return keepGroup(new GroupRun(subject, { id, startedAt }, hosts, atOnce), settings);
}

/** Lets a group go its way, its bundle kept, and gives it back. */
export function keepGroup(group: GroupRun, settings: RunSettings): GroupRun {
  void keepRun(group, settings, (spool) => group.conduct(spool, settings));
  return group;
}

interface Member extends GroupHost {
  nextLine: number;
  nextRecord: number;
  /** What it has is to be taken over, and that has not begun. */
  isAwaited: boolean;
}

export class GroupRun implements Run {
  readonly id: string;
  readonly request: RunSubject;
  readonly startedAt: number;
  readonly ended: Promise<RunEnd>;
  readonly #members: readonly Member[];
  readonly #atOnce: number;
  readonly #listeners = new Set<(change: RunChange) => void>();
  readonly #records = new RecordRing();
  #spool: Spool | undefined;
  /** Appends to the spool, one after the other. */
  #appending: Promise<void> = Promise.resolve();
  #isStopping = false;
  #end: RunEnd | undefined;
  #settle: (end: RunEnd) => void = () => {};

  /** `known`: its id and start, also those of an earlier life. */
  constructor(
    request: RunSubject,
    known: { readonly id: string; readonly startedAt: number },
    hosts: readonly GroupHost[],
    atOnce = usuallyAtOnce,
  ) {
    this.request = request;
    this.id = known.id;
    this.startedAt = known.startedAt;
    this.#atOnce = atOnce;
    this.#members = hosts.map((host) => ({ ...host, nextLine: 0, nextRecord: 0, isAwaited: false }));
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get hosts(): readonly HostRun[] {
    return this.#members;
  }

  get state(): RunState {
    if (this.#end !== undefined) return { kind: 'ended', end: this.#end };
    return groupState(
      this.#members.map(({ run }) => run.state),
      this.#isStopping,
    );
  }

  get kernelRelease(): string {
    const releases = [
      ...new Set(this.#members.map(({ run }) => run.kernelRelease).filter((release) => release !== '')),
    ];
    return releases.length > 1 ? `${releases.length} kernels: ${releases.sort().join(', ')}` : (releases[0] ?? '');
  }

  get rights(): string {
    return [...new Set(this.#members.map(({ run }) => run.rights).filter((rights) => rights !== ''))].join('; ');
  }

  get lineCount(): number {
    return this.#spool?.lineCount ?? 0;
  }

  get byteCount(): number {
    return this.#members.reduce((sum, { run }) => sum + run.byteCount, 0);
  }

  get losses(): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const { run } of this.#members)
      for (const [what, count] of run.losses) sums.set(what, (sums.get(what) ?? 0) + count);
    return sums;
  }

  /** Those of all hosts together. */
  get figures(): RunFigures | undefined {
    return sumFigures(this.#members.flatMap(({ run }) => run.figures ?? []));
  }

  get untold(): string {
    return this.#members.map(({ run }) => run.untold).find((why) => why !== '') ?? '';
  }

  order(order: RunOrder): void {
    for (const { run } of this.#members) run.order(order);
  }

  /** Told once, whichever hosts said it. */
  get findings(): readonly TracerFinding[] {
    const all = this.#members.flatMap(({ run }) => run.findings);
    return [...new Map(all.map((finding) => [JSON.stringify(finding), finding])).values()];
  }

  async lines(first: number, count: number): Promise<readonly OutputLine[]> {
    return (await this.#spool?.lines(first, count)) ?? [];
  }

  records(from: number): RecordsSince {
    return this.#records.since(from);
  }

  stop(): Promise<RunEnd> {
    this.#isStopping = true;
    for (const { run } of this.#members) void run.stop();
    this.#tell('state');
    return this.ended;
  }

  onChange(listener: (change: RunChange) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Settles with how the group ended, once all its output is in the spool. */
  async conduct(spool: Spool, settings: RunSettings): Promise<RunEnd> {
    await this.#goOn(spool);
    for (const [host, member] of this.#members.entries()) {
      member.run.onChange((change) => {
        if (change === 'output') void this.#take(host, member);
        this.#tell(change);
      });
    }
    const waiting = [...this.#members];
    // The hosts' bundles are parts of one: they do not count as a history of their own.
    const behaviour = { ...settings, history: Number.POSITIVE_INFINITY };
    const inTurn = async (): Promise<void> => {
      for (let member = waiting.shift(); member !== undefined; member = waiting.shift()) {
        member.begin(behaviour);
        await isReady(member.run);
      }
    };
    await Promise.all(Array.from({ length: this.#atOnce }, inTurn));
    const ends = await Promise.all(this.#members.map(({ run }) => run.ended));
    await Promise.all(this.#members.map((member, host) => this.#takeRest(host, member)));
    const told = this.#members.map(({ name }, index) => ({ host: name, end: ends[index] as RunEnd }));
    return groupEnd(told, this.#isStopping);
  }

  /** Goes on where the spool ends: it tells how much of each host an earlier life of the group took over. */
  async #goOn(spool: Spool): Promise<void> {
    await spool.takeBack();
    const counts = await spool.hostLineCounts();
    const members = new Map(this.#members.map((member) => [member.name, member]));
    for (const { at, record } of await spool.records()) {
      this.#records.push(record, at);
      const member = members.get(record.host ?? '');
      if (member) member.nextRecord++;
    }
    for (const [host, member] of this.#members.entries()) member.nextLine = counts[host] ?? 0;
    this.#spool = spool;
  }

  /** The group is over; nothing changes afterwards. */
  end(end: RunEnd): void {
    this.#end = end;
    this.#tell('state');
    this.#settle(end);
  }

  /** Takes over what a host's run has that the group has not; calls that come before it begins are one. */
  async #take(host: number, member: Member): Promise<void> {
    if (member.isAwaited) return;
    member.isAwaited = true;
    try {
      await this.#append(async () => {
        member.isAwaited = false;
        await this.#takeSome(host, member);
      });
    } catch {
      // This machine's disk does not take it; the last taking over tells so.
      void this.stop();
      return;
    }
    this.#tell('output');
    // A host that floods has its turns between those of the others.
    if (member.nextLine < member.run.lineCount) void this.#take(host, member);
  }

  /** Takes over the last of a host's run that has ended. */
  async #takeRest(host: number, member: Member): Promise<void> {
    do await this.#append(() => this.#takeSome(host, member));
    while (member.nextLine < member.run.lineCount);
    this.#tell('output');
  }

  async #takeSome(host: number, member: Member): Promise<void> {
    const { name, run } = member;
    const lines = await run.lines(member.nextLine, linesAtATime);
    const { next, records, moments } = run.records(member.nextRecord);
    member.nextLine += lines.length;
    member.nextRecord = next;
    for (const [index, record] of records.entries()) {
      const at = moments[index] ?? 0;
      this.#records.push({ ...record, host: name }, at);
      void this.#spool?.appendRecords([{ ...record, host: name }], at);
    }
    await this.#spool?.appendLines(
      lines.map((line) => ({ ...line, host })),
      0,
    );
  }

  #append(work: () => Promise<void>): Promise<void> {
    const done = this.#appending.then(work);
    this.#appending = done.catch(() => undefined);
    return done;
  }

  #tell(change: RunChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** Settles when a run has its script on its host, or will never have. */
function isReady(run: Run): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (run.state.kind === 'connecting') return;
      subscription.dispose();
      resolve();
    };
    const subscription = run.onChange(look);
    look();
  });
}

/** Many hosts have many questions; the user gets one after the other. */
function oneAtATime(prompter: Prompter): Prompter {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const answer = last.then(ask);
    last = answer.catch(() => undefined);
    return answer;
  };
  return {
    acceptHostKey: (question) => inTurn(() => prompter.acceptHostKey(question)),
    answer: (question) => inTurn(() => prompter.answer(question)),
  };
}
