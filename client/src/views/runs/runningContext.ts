// Context keys for menus and keys: whether anything runs, whether the script in the active editor does, and has probes to switch.
import { commands, Disposable, window } from 'vscode';
import { switchableProbes } from '../../runs/switches.ts';
import type { ActiveRuns } from './activeRuns.ts';

export function followRunningContext(runs: ActiveRuns): Disposable {
  const shown = new Map<string, boolean>();
  const set = (key: string, value: boolean) => {
    if (shown.get(key) === value) return;
    shown.set(key, value);
    void commands.executeCommand('setContext', key, value);
  };
  const update = () => {
    const uri = window.activeTextEditor?.document.uri;
    const here = uri && runs.of(uri)?.run;
    set('tracewright.running', runs.live.length > 0);
    const isRunning = here !== undefined && here.state.kind !== 'ended';
    set('tracewright.runningHere', isRunning);
    set('tracewright.switchableHere', isRunning && switchableProbes(here.figures ?? { probes: [] }).length > 0);
  };
  update();
  return Disposable.from(
    runs.onChange(({ change }) => (change === 'state' || change === 'figures') && update()),
    window.onDidChangeActiveTextEditor(update),
  );
}
