// The trace panels of the window, one a script, beside its editor; they come back after a window reload.
import { type Disposable, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Run } from '../../runs/run.ts';
import type { PanelMemory } from '../panelMessages.ts';
import type { ScriptRun } from '../runs/activeRuns.ts';
import { type PanelActions, TracePanel } from './tracePanel.ts';

const viewType = 'tracewright.panel';

export class TracePanels {
  readonly #extensionUri: Uri;
  readonly #actions: PanelActions;
  readonly #panels = new Map<string, TracePanel>();

  constructor(extensionUri: Uri, actions: PanelActions) {
    this.#extensionUri = extensionUri;
    this.#actions = actions;
  }

  /** Shows a run in its script's panel, made beside the editor when there is none; the editor keeps the focus. */
  show({ scriptUri, run }: ScriptRun): void {
    const open = this.#panels.get(scriptUri.toString());
    const panel = open ?? this.#open(scriptUri);
    if (panel.run !== run) panel.show(run);
    if (open !== undefined) open.reveal();
  }

  /** The run that a script's panel shows. */
  runOf(scriptUri: Uri): Run | undefined {
    return this.#panels.get(scriptUri.toString())?.run;
  }

  /** The run of the panel that has the focus. */
  get active(): Run | undefined {
    return [...this.#panels.values()].find(({ isActive }) => isActive)?.run;
  }

  /** Gives panels of the last window back; `runOf` finds a run that is still known, or kept. */
  restore(runOf: (scriptUri: Uri, runId: string) => Promise<Run | undefined>): Disposable {
    return window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (webviewPanel: WebviewPanel, memory: PanelMemory | undefined) => {
        if (memory === undefined) {
          webviewPanel.dispose();
          return;
        }
        const scriptUri = Uri.parse(memory.script);
        const panel = this.#adopt(webviewPanel, scriptUri);
        panel.showRemembered(memory.status);
        // The editor keeps a panel blank for as long as this function goes on, and a target may take its time.
        void runOf(scriptUri, memory.status.wholeId ?? memory.status.runId).then((known) => {
          if (panel.run !== undefined) return;
          if (known !== undefined) panel.show(known);
          else panel.showGone();
        });
      },
    });
  }

  #open(scriptUri: Uri): TracePanel {
    const webviewPanel = window.createWebviewPanel(
      viewType,
      'Trace',
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      { retainContextWhenHidden: false },
    );
    return this.#adopt(webviewPanel, scriptUri);
  }

  #adopt(webviewPanel: WebviewPanel, scriptUri: Uri): TracePanel {
    const panel = new TracePanel(webviewPanel, scriptUri, this.#extensionUri, this.#actions);
    this.#panels.set(scriptUri.toString(), panel);
    panel.onDispose(() => this.#panels.delete(scriptUri.toString()));
    return panel;
  }
}
