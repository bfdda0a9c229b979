// Brings what the supervisor sends into the run, and what the user wants to the supervisor.

import { spellDuration } from './duration.ts';
import type { FollowEnd, RunFollower, RunSink } from './followRun.ts';
import type { StreamName } from './frames.ts';
import type { LiveRun } from './liveRun.ts';
import type { RunEnd } from './run.ts';
import { runEnd } from './runEnd.ts';
import { type LogEvent, RunLog } from './runLog.ts';
import type { RunSettings } from './runSettings.ts';
import type { KeptPacked } from './spool/spool.ts';

/** One for each run that is followed. */
export class RunWatch implements RunSink {
  readonly #run: LiveRun;
  readonly #settings: RunSettings;
  readonly #log = new RunLog();
  #follower: RunFollower | undefined;
  /** Bytes. */
  #outputLimit: number;
  #isLimited = false;
  #isTimed = false;
  #rung: string | undefined;
  #proof: string | undefined;
  #unproven: string | undefined;
  #end: Extract<LogEvent, { kind: 'end' }> | undefined;
  #isAbandoned = false;
  #stuckPid: string | undefined;
  #diskError: Error | undefined;

  constructor(run: LiveRun, settings: RunSettings) {
    this.#run = run;
    this.#settings = settings;
    this.#outputLimit = run.request.options.outputLimit ?? Number.POSITIVE_INFINITY;
  }

  /** The supervisor was killed: nobody on the target ends the run or cleans up after it. */
  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  /** From now on the user's Stop and the time limit go through this follower. */
  steer(follower: RunFollower): void {
    this.#follower = follower;
    const stop = () => {
      this.#rung ??= 'asked';
      this.#showProgress();
      follower.tell('stop', () => 'stop');
    };
    if (this.#run.stopRequested.aborted) stop();
    else this.#run.stopRequested.addEventListener('abort', stop, { once: true });
  }

  async data(stream: StreamName, bytes: Buffer, packed?: KeptPacked): Promise<void> {
    if (stream === 'l') {
      for (const event of this.#log.push(bytes)) this.#act(event);
      return;
    }
    await this.#keep(() => this.#run.receive(stream === 'o' ? 'stdout' : 'stderr', bytes, packed));
    if (this.#run.byteCount > this.#outputLimit) {
      this.#outputLimit = Number.POSITIVE_INFINITY;
      this.#follower?.tell('output', () => 'output');
    }
    if (!this.#isTimed && this.#run.runningSince !== undefined) this.#startTimeLimit();
  }

  async gap(stream: StreamName, bytes: number): Promise<void> {
    if (stream !== 'l') await this.#keep(() => this.#run.lose(stream === 'o' ? 'stdout' : 'stderr', bytes));
  }

  /** No more will come: what was held back goes into the spool. */
  async flush(): Promise<void> {
    await this.#keep(() => this.#run.flush());
  }

  attached(): void {
    this.#showProgress();
  }

  cutOff(graceEndsAt: number): void {
    this.#run.enter({ kind: 'reconnecting', since: Date.now(), graceEndsAt });
  }

  /** How the run ended, in the user's words. */
  endOf(end: FollowEnd): RunEnd {
    const host = this.#run.request.target.name;
    const lost = (message: string): RunEnd => ({ how: 'lost', exitCode: null, message, proof: undefined });
    const failed = (message: string): RunEnd => ({ ...lost(message), how: 'failed' });
    if (this.#diskError) {
      const message = `This machine could not keep the output (${this.#diskError.message}), so the run was stopped. Free some disk space and run it again.`;
      return { ...failed(message), proof: this.#unproven ? undefined : this.#proof };
    }
    switch (end.kind) {
      case 'eof':
        if (this.#end) {
          return runEnd({
            host,
            tracer: this.#run.request.tracer,
            reason: this.#end.reason,
            code: this.#end.code,
            complaint: this.#run.complaint,
            proof: this.#proof,
            unproven: this.#unproven,
            grace: this.#settings.grace,
            overCost: this.#run.overCost,
          });
        }
        return failed(`Its supervisor on ${host} was killed. Look there with "Show Runs on Target".`);
      case 'left':
        return failed(
          `Process ${this.#stuckPid} on ${host} does not end even by SIGKILL: it hangs in the kernel. Its supervisor goes on watching it.`,
        );
      case 'taken':
        return lost('Another window took the run over; it goes on there.');
      case 'refused':
        return failed(`${host} did not start the run: ${end.said === '' ? 'its shell gave no reason' : end.said}`);
      case 'gone':
        return lost(
          `${host} has nothing of this run any more. It stops a run that has not heard from here for ${spellDuration(this.#settings.grace)} and keeps its output for ${spellDuration(this.#settings.keep)}; what came before is here. Run it again.`,
        );
      case 'lost': {
        const seconds = Math.round(this.#settings.grace / 1000);
        return lost(
          `${host} could not be reached again (${end.error?.message ?? 'no answer'}). It stops the run ${seconds} s after losing us and keeps the output for a while: see "Show Runs on Target".`,
        );
      }
    }
  }

  /** Writes to this machine's disk, as long as that takes it; once it does not, the run is ended. */
  async #keep(write: () => Promise<void>): Promise<void> {
    if (this.#diskError) return;
    try {
      await write();
    } catch (error) {
      this.#diskError = error instanceof Error ? error : new Error(String(error));
      void this.#run.stop();
    }
  }

  #act(event: LogEvent): void {
    switch (event.kind) {
      case 'rung':
        this.#rung = event.action;
        this.#showProgress();
        break;
      case 'limited':
        this.#isLimited = true;
        break;
      case 'proof':
        this.#proof = event.text;
        break;
      case 'unproven':
        this.#unproven = this.#unproven === undefined ? event.text : `${this.#unproven}; ${event.text}`;
        break;
      case 'abandoned':
        this.#isAbandoned = true;
        break;
      case 'stuck':
        this.#stuckPid = event.pid;
        this.#follower?.leave();
        break;
      case 'end':
        this.#end = event;
    }
  }

  #showProgress(): void {
    this.#run.enter(this.#rung === undefined ? this.#run.progress : { kind: 'stopping', rung: this.#rung });
  }

  /** The limit counts from where the script runs; compiling is not the script's time. */
  #startTimeLimit(): void {
    this.#isTimed = true;
    const begun = performance.now();
    this.#follower?.tell('note', () => 'note');
    const { timeLimit } = this.#run.request.options;
    if (timeLimit === undefined) return;
    this.#follower?.tell('limit', () =>
      this.#isLimited ? undefined : `limit ${Math.max(0, Math.round(timeLimit - (performance.now() - begun)))}`,
    );
  }
}
