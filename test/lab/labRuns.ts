// Runs on the lab as its tests start them and wait for them.
import type { Run, RunState } from '../../client/src/runs/run.ts';
import { startRun } from '../../client/src/runs/startRun.ts';
import type { Prompter } from '../../client/src/targets/target.ts';
import { parseTarget } from '../../client/src/targets/targets.ts';
import type { RunOptions, TracerId } from '../../client/src/tracers/tracer.ts';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { untilRun } from '../support/untilRun.ts';

/** Nobody is there to be asked. */
export const prompter: Prompter = {
  acceptHostKey: async () => false,
  answer: async () => undefined,
};

export interface LabRun {
  readonly tracer: TracerId;
  readonly name: string;
  readonly text: string;
  readonly options?: Partial<RunOptions>;
  /** `lab` when left out. */
  readonly target?: string;
}

/** `history`: the folder of its bundle. */
export function startLabRun(history: string, { tracer, name, text, options = {}, target = 'lab' }: LabRun): Run {
  return startRun({
    script: { name, text },
    tracer,
    target: parseTarget(target),
    options: { arguments: [], ...options },
    prompter,
    spoolFolder: history,
  });
}

/** Settles when the run's state is of this kind, or it ended. */
export function reaches(run: Run, kind: RunState['kind']): Promise<void> {
  return untilRun(run, () => run.state.kind === kind);
}

/** Settles when the run printed so many lines, or it ended. */
export function prints(run: Run, lines: number): Promise<void> {
  return untilRun(run, () => run.lineCount >= lines);
}

/** What the guest still has of a run: its folder, programs that name it, modules it loaded. '' when there is nothing. */
export async function leftOnGuest(guest: LabGuest, { id, state }: Run): Promise<string> {
  const proof = state.kind === 'ended' ? (state.end.proof ?? '') : '';
  const modules = proof.match(/stap_\w+/g) ?? [];
  // The brackets keep these commands from finding themselves.
  const pattern = `[${id.slice(0, 1)}]${id.slice(1)}`;
  const look = [
    `ls -d /var/tmp/tracewright-0/${pattern} 2>/dev/null`,
    `ps -eo args= | grep "${pattern}"`,
    ...modules.map((name) => `grep -o "^${name}" /proc/modules`),
  ];
  return (await guest.run(`${look.join('; ')}; true`)).trim();
}
