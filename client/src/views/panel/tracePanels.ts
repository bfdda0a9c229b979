// The trace panels of the window, one a script, beside its editor; they come back after a window reload.
import { type Disposable, type Memento, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Run } from '../../runs/run.ts';
import type { PanelMemory } from '../panelMessages.ts';
import type { ScriptRun } from '../runs/activeRuns.ts';
import { showForgotten } from './pageHtml.ts';
import { ShownRuns } from './shownRuns.ts';
import { type PanelActions, TracePanel } from './tracePanel.ts';

const viewType = 'tracewright.panel';

export class TracePanels {
  readonly #extensionUri: Uri;
  readonly #actions: PanelActions;
  readonly #shown: ShownRuns;
  readonly #panels = new Map<string, TracePanel>();
  /** Panels of the last window of which nothing is known; the next run takes one over. */
  readonly #forgotten = new Set<WebviewPanel>();

  /** `memory`: the workspace's. */
  constructor(extensionUri: Uri, memory: Memento, actions: PanelActions) {
    this.#extensionUri = extensionUri;
    this.#actions = actions;
    this.#shown = new ShownRuns(memory);
  }

  /** Shows a run in its script's panel, made beside the editor when there is none; the editor keeps the focus. */
  show({ scriptUri, run }: ScriptRun): void {
    const open = this.#panels.get(scriptUri.toString());
    const panel = open ?? this.#open(scriptUri);
    if (panel.run !== run) this.#showIn(panel, run);
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
      deserializeWebviewPanel: async (webviewPanel: WebviewPanel, kept: PanelMemory | undefined) => {
        const memory = this.#shown.recall(kept, webviewPanel.title, (script) => this.#panels.has(script));
        if (memory === undefined) {
          this.#forget(webviewPanel);
          return;
        }
        const scriptUri = Uri.parse(memory.script);
        const panel = this.#adopt(webviewPanel, scriptUri);
        panel.showRemembered(memory.status);
        // The editor keeps a panel blank for as long as this function goes on, and a target may take its time.
        void runOf(scriptUri, memory.status.wholeId).then((known) => {
          if (panel.run !== undefined) return;
          if (known !== undefined) this.#showIn(panel, known);
          else panel.showGone();
        });
      },
    });
  }

  #showIn(panel: TracePanel, run: Run): void {
    panel.show(run);
    if (panel.status !== undefined) this.#shown.note({ script: panel.scriptUri.toString(), status: panel.status });
  }

  #open(scriptUri: Uri): TracePanel {
    const [forgotten] = this.#forgotten;
    if (forgotten !== undefined) {
      this.#forgotten.delete(forgotten);
      forgotten.reveal(undefined, true);
      return this.#adopt(forgotten, scriptUri);
    }
    const webviewPanel = window.createWebviewPanel(
      viewType,
      'Trace',
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      { retainContextWhenHidden: false },
    );
    return this.#adopt(webviewPanel, scriptUri);
  }

  /** Says that it is not known what the panel showed, and how to have it again. */
  #forget(webviewPanel: WebviewPanel): void {
    showForgotten(webviewPanel.webview, this.#extensionUri);
    this.#forgotten.add(webviewPanel);
    webviewPanel.onDidDispose(() => this.#forgotten.delete(webviewPanel));
  }

  #adopt(webviewPanel: WebviewPanel, scriptUri: Uri): TracePanel {
    const panel = new TracePanel(webviewPanel, scriptUri, this.#extensionUri, this.#actions);
    const script = scriptUri.toString();
    this.#panels.set(script, panel);
    panel.onDispose(() => {
      if (this.#panels.get(script) === panel) this.#panels.delete(script);
    });
    return panel;
  }
}
