// Switches over the probes of a running script, and one line to pause or resume them all; where its figures show a way to do so.
import {
  CodeLens,
  type CodeLensProvider,
  type Command,
  EventEmitter,
  Range,
  type TextDocument,
  type Uri,
  window,
} from 'vscode';
import type { ProbeSwitch } from '../../commands/switchProbe.ts';
import type { Run } from '../../runs/run.ts';
import { isPaused, type SwitchableProbe, switchableProbes } from '../../runs/switches.ts';
import type { ActiveRuns } from '../runs/activeRuns.ts';

export class SwitchLens implements CodeLensProvider {
  readonly #runs: ActiveRuns;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  /** How the switches of each script stood when the lenses were last told to change: figures come every second. */
  readonly #told = new Map<string, string>();

  constructor(runs: ActiveRuns) {
    this.#runs = runs;
    runs.onChange(({ scriptUri, run, change }) => {
      if (change !== 'figures' && change !== 'state') return;
      const now = switchesOf(run)
        .map(({ control, line }) => `${line} ${control.clause} ${control.isOn}`)
        .join();
      const key = scriptUri.toString();
      if ((this.#told.get(key) ?? '') === now) return;
      this.#told.set(key, now);
      this.#changed.fire();
    });
    // An editor that loses the focus forgets a change that it was about to draw.
    window.onDidChangeActiveTextEditor(() => this.#changed.fire());
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    const run = this.#runs.of(document.uri)?.run;
    if (run?.figures === undefined) return [];
    const probes = switchesOf(run);
    const paused = probes.length === 0 ? undefined : isPaused(run.figures);
    // An edited script is no longer the one that runs: nobody knows which of its lines is which.
    const placed = document.getText() === run.request.script.text ? probes : [];
    return [
      ...(paused === undefined ? [] : [new CodeLens(new Range(0, 0, 0, 0), pauseCommand(document.uri, paused))]),
      ...placed.flatMap((probe) => {
        const line = (probe.line ?? 0) - 1;
        return line < 0 ? [] : [new CodeLens(new Range(line, 0, line, 0), switchCommand(document.uri, probe))];
      }),
    ];
  }
}

function switchesOf({ figures, state }: Run): readonly SwitchableProbe[] {
  return figures === undefined || state.kind === 'ended' ? [] : switchableProbes(figures);
}

function pauseCommand(uri: Uri, paused: boolean): Command {
  return {
    title: paused ? '$(debug-continue) Resume' : '$(debug-pause) Pause',
    tooltip: paused
      ? 'Switches all probes on again'
      : 'Switches all probes off but those of the beginning and the end; they stay attached',
    command: 'tracewright.pauseProbes',
    arguments: [uri],
  };
}

function switchCommand(scriptUri: Uri, { text, control: { clause, isOn } }: SwitchableProbe): Command {
  const argument: ProbeSwitch = { scriptUri, clause };
  return {
    title: isOn ? '$(circle-filled) On: switch off' : '$(circle-outline) Off: switch on',
    tooltip: `${text} of the running script; the probe stays attached`,
    command: 'tracewright.switchProbe',
    arguments: [argument],
  };
}
