// The line over a script: what a click runs, where, for how long; or what is missing for it.
import { basename } from 'node:path';
import {
  CodeLens,
  type CodeLensProvider,
  type Command,
  EventEmitter,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import { headerOptions } from '../../runs/headerOptions.ts';
import type { ScriptPacks } from '../packs/scriptPacks.ts';
import type { ActiveRuns } from '../runs/activeRuns.ts';
import type { CurrentTarget } from '../targets/currentTarget.ts';
import type { ScriptOptionsMemory } from './scriptOptions.ts';

export class RunLens implements CodeLensProvider {
  readonly #target: CurrentTarget;
  readonly #runs: ActiveRuns;
  readonly #options: ScriptOptionsMemory;
  readonly #packs: ScriptPacks;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(target: CurrentTarget, runs: ActiveRuns, options: ScriptOptionsMemory, packs: ScriptPacks) {
    this.#target = target;
    this.#runs = runs;
    this.#options = options;
    this.#packs = packs;
    packs.onChange(() => this.#changed.fire());
    target.onChange(() => this.#changed.fire());
    options.onChange(() => this.#changed.fire());
    runs.onChange(({ change }) => change === 'state' && this.#changed.fire());
    workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire());
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    const top = new Range(0, 0, 0, 0);
    return this.#commands(document).map((command) => new CodeLens(top, command));
  }

  #commands(document: TextDocument): Command[] {
    const uri = document.uri;
    if (!workspace.isTrusted) {
      return [{ title: 'Runs in a trusted workspace only', command: 'workbench.trust.manage' }];
    }
    const own = headerOptions(document.getText()).target;
    const target = own ?? this.#target.name;
    if (target === undefined) {
      const pack = this.#target.packName;
      const why = pack === undefined ? 'complete from its kernel' : 'run on';
      const pick = { title: `◎ Pick a target to ${why}`, tooltip: pack ?? '', command: 'tracewright.pickTarget' };
      const check = { title: '✓ Check', command: 'tracewright.check', arguments: [uri] };
      return pack === undefined ? [pick] : [pick, check];
    }
    const ownPack = this.#packs.of(uri);
    const kernel = ownPack === undefined ? this.#target.kernel : (ownPack.pack?.manifest.release ?? '');
    const run = this.#runs.of(uri)?.run;
    const isRunning = run !== undefined && run.state.kind !== 'ended';
    const first: Command = isRunning
      ? { title: `■ Stop on ${run.request.target.name}`, command: 'tracewright.stop', arguments: [uri] }
      : {
          title: `▶ Run on ${[target, kernel].filter((part) => part !== '').join(' · ')}`,
          tooltip: `Runs ${basename(uri.path)} on ${target}`,
          command: 'tracewright.run',
          arguments: [uri],
        };
    return [
      first,
      { title: '✓ Check', command: 'tracewright.check', arguments: [uri] },
      {
        title: `$(watch) ${spellLimit(this.#options.runOptions(document).timeLimit)}`,
        command: 'tracewright.setTimeLimit',
        arguments: [uri],
      },
      ...(ownPack !== undefined && ownPack.pack === undefined ? [collectCommand(ownPack.target.name)] : []),
      { title: '⋯', tooltip: 'More for this script', command: 'tracewright.scriptMenu', arguments: [uri] },
    ];
  }
}

/** What completion and checks of a script wait for whose own target was never visited. */
function collectCommand(target: string): Command {
  return {
    title: `◎ Collect the kernel pack of ${target}`,
    tooltip: 'The script is then completed and checked against that kernel',
    command: 'tracewright.collectPack',
    arguments: [target],
  };
}

/** Milliseconds as the lens says them. */
export function spellLimit(timeLimit: number | undefined): string {
  return timeLimit === undefined ? 'until stopped' : `${timeLimit / 1000} s`;
}
