// Waiting for what a run does, by its own word.
import type { Run } from '../../client/src/runs/run.ts';

/** Settles when something holds, or the run has ended. */
export function untilRun(run: Run, holds: () => boolean): Promise<void> {
  return new Promise((settle) => {
    const look = (): void => {
      if (!holds() && run.state.kind !== 'ended') return;
      subscription.dispose();
      settle();
    };
    const subscription = run.onChange(look);
    look();
  });
}
