// Context keys for menus and keys: whether anything runs, and whether the script in the active editor does.
import { commands, Disposable, window } from 'vscode';
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
    set('tracewright.runningHere', here !== undefined && here.state.kind !== 'ended');
  };
  update();
  return Disposable.from(
    runs.onChange(({ change }) => change === 'state' && update()),
    window.onDidChangeActiveTextEditor(update),
  );
}
