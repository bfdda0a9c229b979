// The Runs tree: the history, newest first, each run opened again in a panel with what it showed then.
import {
  type Disposable,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  window,
  workspace,
} from 'vscode';
import { type BundledRun, readBundle, readHistory } from '../../runs/history/runHistory.ts';
import type { ActiveRuns } from './activeRuns.ts';
import { pastRunScheme } from './pastRunUri.ts';

const icons: Readonly<Record<string, ThemeIcon>> = {
  finished: new ThemeIcon('pass'),
  stopped: new ThemeIcon('debug-stop'),
  'time limit': new ThemeIcon('watch'),
  'output limit': new ThemeIcon('database'),
  'cost limit': new ThemeIcon('dashboard'),
  failed: new ThemeIcon('error', new ThemeColor('errorForeground')),
  lost: new ThemeIcon('debug-disconnect'),
};

export class RunsTree implements TreeDataProvider<BundledRun>, Disposable {
  readonly #folder: string;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: readonly Disposable[];

  /** `folder`: the history's. */
  constructor(folder: string, runs: ActiveRuns) {
    this.#folder = folder;
    this.#subscriptions = [
      this.#changed,
      window.createTreeView('tracewright.runs', { treeDataProvider: this }),
      runs.onChange(({ change }) => {
        if (change === 'state') this.#changed.fire(undefined);
      }),
      // The script as it ran: also what Run Again in the panel of a past run takes.
      workspace.registerTextDocumentContentProvider(pastRunScheme, {
        provideTextDocumentContent: async ({ query }) => (await readBundle(`${folder}/${query}`))?.scriptText ?? '',
      }),
    ];
  }

  getTreeItem(run: BundledRun): TreeItem {
    const item = new TreeItem(run.script);
    const start = new Date(run.startedAt);
    const when = start.toLocaleString();
    const isToday = start.toDateString() === new Date().toDateString();
    const lines = `${run.lineCount.toLocaleString('en-US')} lines`;
    item.id = run.id;
    // A side bar is narrow; the tooltip has all of it.
    const briefly = start.toLocaleString(undefined, { ...(!isToday && { dateStyle: 'short' }), timeStyle: 'short' });
    item.description = `${run.target} · ${briefly}`;
    item.tooltip = [`${run.script} on ${run.target} ${run.kernelRelease}`, when, lines, run.end?.message]
      .filter(Boolean)
      .join('\n');
    item.iconPath = run.end === undefined ? new ThemeIcon('play') : (icons[run.end.how] ?? new ThemeIcon('circle'));
    item.contextValue = run.end === undefined ? 'live' : 'past';
    item.command = { title: 'Open', command: 'tracewright.openRun', arguments: [run] };
    return item;
  }

  async getChildren(run?: BundledRun): Promise<BundledRun[]> {
    return run === undefined ? [...(await readHistory(this.#folder))] : [];
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
  }
}
