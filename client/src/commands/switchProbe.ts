// Switches one probe of a running script off, or on again: the lens over it, or a pick among them.
import { Uri, window } from 'vscode';
import type { Run } from '../runs/run.ts';
import { switchableProbes, switchOrder } from '../runs/switches.ts';
import type { ActiveRuns } from '../views/runs/activeRuns.ts';
import type { Command } from './command.ts';

/** What the lens hands over. */
export interface ProbeSwitch {
  readonly scriptUri: Uri;
  readonly clause: number;
}

export function switchProbeCommand(runs: ActiveRuns): Command {
  return {
    name: 'switchProbe',
    async run(argument) {
      const { scriptUri = window.activeTextEditor?.document.uri, clause } = (argument ?? {}) as Partial<ProbeSwitch>;
      const run = scriptUri instanceof Uri ? runs.of(scriptUri)?.run : undefined;
      if (run?.figures === undefined || run.state.kind === 'ended') return;
      const chosen = clause ?? (await pick(run));
      const order = chosen === undefined ? undefined : switchOrder(run.figures, chosen);
      if (order !== undefined) run.order(order);
    },
  };
}

async function pick({ figures }: Run): Promise<number | undefined> {
  const items = switchableProbes(figures ?? { probes: [] }).map(({ text, line, control }) => ({
    label: text,
    description: `${line === undefined ? '' : `line ${line} · `}${control.isOn ? 'on' : 'off'}`,
    clause: control.clause,
  }));
  return (await window.showQuickPick(items, { title: 'Switch a Probe', matchOnDescription: true }))?.clause;
}
