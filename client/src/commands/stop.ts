// Stop: ends the run of a script; the panel says when the kernel is proven clean.
import { Uri, window } from 'vscode';
import type { ActiveRuns } from '../views/runs/activeRuns.ts';
import type { Command } from './command.ts';

export function stopCommand(runs: ActiveRuns): Command {
  return {
    name: 'stop',
    async run(argument) {
      const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
      const ofScript = uri && runs.of(uri);
      const chosen = ofScript?.run.state.kind === 'ended' ? undefined : ofScript;
      await (chosen ?? runs.live.at(-1))?.run.stop();
    },
  };
}
