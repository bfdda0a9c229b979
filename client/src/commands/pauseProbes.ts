// Pauses the probes of a running script, or resumes them where they are paused; they stay attached.
import { Uri, window } from 'vscode';
import { pauseOrders } from '../runs/switches.ts';
import type { ActiveRuns } from '../views/runs/activeRuns.ts';
import type { Command } from './command.ts';

export function pauseProbesCommand(runs: ActiveRuns): Command {
  return {
    name: 'pauseProbes',
    run(argument) {
      const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
      const run = uri && runs.of(uri)?.run;
      if (run?.figures === undefined || run.state.kind === 'ended') return;
      for (const order of pauseOrders(run.figures)) run.order(order);
    },
  };
}
