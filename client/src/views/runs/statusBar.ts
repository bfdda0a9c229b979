// The status bar: the target with its kernel and tracers, and the run that is on, with Stop.
import {
  type Disposable,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { Environment } from '../../targets/environment.ts';
import { traceScriptOf } from '../scripts/traceScript.ts';
import type { CurrentTarget } from '../targets/currentTarget.ts';
import { environmentColors, environmentOfTarget } from '../targets/targetColors.ts';
import type { ActiveRuns, ScriptRun } from './activeRuns.ts';

export class StatusBar {
  readonly #target: CurrentTarget;
  readonly #runs: ActiveRuns;
  readonly #targetItem: StatusBarItem;
  readonly #runItem: StatusBarItem;
  readonly #subscriptions: Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor(target: CurrentTarget, runs: ActiveRuns) {
    this.#target = target;
    this.#runs = runs;
    this.#targetItem = window.createStatusBarItem('tracewright.target', StatusBarAlignment.Left, 50);
    this.#targetItem.name = 'Tracewright: Target';
    this.#targetItem.command = 'tracewright.pickTarget';
    this.#runItem = window.createStatusBarItem('tracewright.run', StatusBarAlignment.Left, 49);
    this.#runItem.name = 'Tracewright: Run';
    this.#subscriptions = [
      this.#targetItem,
      this.#runItem,
      target.onChange(() => this.#showTarget()),
      window.onDidChangeActiveTextEditor(() => this.#showTarget()),
      workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('tracewright') && this.#showTarget()),
      runs.onChange(({ change }) => change === 'state' && this.#showRun()),
    ];
    this.#showTarget();
    this.#showRun();
  }

  #showTarget(): void {
    const isWanted = traceScriptOf(window.activeTextEditor?.document) !== undefined || this.#runs.live.length > 0;
    if (!isWanted) {
      this.#targetItem.hide();
      return;
    }
    this.#paint(undefined);
    const { name, packName, kernel, tracers, packState } = this.#target;
    if (name === undefined && packName === undefined) {
      const hasFailed = packState.kind === 'failed';
      this.#targetItem.text = `${hasFailed ? '$(warning)' : '$(target)'} Pick a target`;
      const why = hasFailed ? `${packState.message}\n\n` : '';
      this.#targetItem.tooltip = `${why}No target is picked: scripts are checked without a kernel.`;
    } else if (name === undefined) {
      this.#targetItem.text = [
        `$(package) ${packName}`,
        ...tracers.map(([tracer, version]) => `${tracer} ${version}`),
      ].join(' · ');
      this.#targetItem.tooltip = `${packState.message}\n\nClick to pick a target.`;
    } else {
      const icon =
        packState.kind === 'collecting' ? '$(sync)' : packState.kind === 'failed' ? '$(warning)' : '$(target)';
      this.#targetItem.text = [
        `${icon} ${name} ${kernel}`.trim(),
        ...tracers.map(([tracer, version]) => `${tracer} ${version}`),
      ].join(' · ');
      const environment = environmentOfTarget(name);
      if (environment !== undefined) this.#targetItem.text += ` · ${environment}`;
      this.#paint(environment);
      this.#targetItem.tooltip = new MarkdownString(
        `Target: **${name}**\n\n${packState.message}\n\nClick to pick another.`,
      );
    }
    this.#targetItem.show();
  }

  /** Production stands out most: VS Code has a background for errors and one for warnings, and no other. */
  #paint(environment: Environment | undefined): void {
    this.#targetItem.color = environment === 'lab' ? environmentColors.lab : undefined;
    const backgrounds = { lab: undefined, staging: 'warning', production: 'error' } as const;
    const background = environment === undefined ? undefined : backgrounds[environment];
    this.#targetItem.backgroundColor =
      background === undefined ? undefined : new ThemeColor(`statusBarItem.${background}Background`);
  }

  #showRun(): void {
    const live = this.#runs.live;
    const newest = live.at(-1);
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (newest === undefined) {
      this.#runItem.hide();
      return;
    }
    const show = () => {
      this.#runItem.text = `$(debug-stop) ${runWords(newest)}${live.length > 1 ? ` · ${live.length - 1} more` : ''}`;
    };
    show();
    this.#runItem.tooltip = `Stop ${newest.run.request.script.name} on ${newest.run.request.target.name}`;
    this.#runItem.command = { title: 'Stop', command: 'tracewright.stop', arguments: [newest.scriptUri] };
    this.#runItem.show();
    this.#timer = setInterval(show, 1000);
    this.#showTarget();
  }

  dispose(): void {
    clearInterval(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function runWords({ run }: ScriptRun): string {
  const seconds = Math.floor((Date.now() - run.startedAt) / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return `${run.request.script.name} ${run.state.kind} ${clock}`;
}
