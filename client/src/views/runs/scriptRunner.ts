// Starts runs of scripts as this window does it: on the script's target, with its options, after the questions that are due.
import { CancellationError, commands, type LogOutputChannel, type Memento, window } from 'vscode';
import { type ScriptClausesResult, scriptClauses } from '../../../../server/src/protocol.ts';
import { startGroup } from '../../runs/group/groupRun.ts';
import { headerOptions } from '../../runs/headerOptions.ts';
import { type GivenOptions, mergeOptions } from '../../runs/mergeOptions.ts';
import type { Run } from '../../runs/run.ts';
import { startRun } from '../../runs/startRun.ts';
import { settings } from '../../settings.ts';
import type { Target } from '../../targets/target.ts';
import { parseTarget } from '../../targets/targets.ts';
import type { LanguageServer } from '../languageServer.ts';
import { confirmRisk, type RunPlace } from '../scripts/confirmRisk.ts';
import { ownOptions, type ScriptOptionsMemory } from '../scripts/scriptOptions.ts';
import { runScriptOf, type TraceScript } from '../scripts/traceScript.ts';
import type { CurrentTarget } from '../targets/currentTarget.ts';
import { createEditorPrompter } from '../targets/editorPrompter.ts';
import type { KeptSecrets } from '../targets/keptSecrets.ts';
import type { TargetGroup } from '../targets/knownTargets.ts';
import { mayConnect } from '../targets/trust.ts';
import type { ActiveRuns, ScriptRun } from './activeRuns.ts';
import { runBehaviour } from './runBehaviour.ts';

/** What a run takes from the window. */
export interface ScriptRunnerParts {
  readonly target: CurrentTarget;
  readonly runs: ActiveRuns;
  readonly options: ScriptOptionsMemory;
  readonly secrets: KeptSecrets;
  readonly server: LanguageServer;
  readonly log: LogOutputChannel;
  readonly memory: Memento;
  /** Folder of the run history. */
  readonly spoolFolder: string;
}

/** What is said for one run alone. */
export interface RunDemand {
  readonly options?: GivenOptions;
  /** A target as given to `parseTarget`, asked about once where it is not the one picked. */
  readonly target?: string;
  /** It came with a file of the workspace, not from the user. */
  readonly isFiled?: boolean;
}

/** One target, or a group's. */
interface Place extends RunPlace {
  readonly targets: readonly Target[];
  readonly isGroup?: boolean;
}

export class ScriptRunner {
  readonly #parts: ScriptRunnerParts;

  constructor(parts: ScriptRunnerParts) {
    this.#parts = parts;
  }

  /**
   * The run, among this window's; undefined where the user said no, picked no target, or the workspace is not trusted. A script has one
   * run at a time: the last one is ended first.
   */
  async run(script: TraceScript, demand: RunDemand = {}): Promise<ScriptRun | undefined> {
    if (!mayConnect()) return undefined;
    const target = await this.targetOf(script, demand.target);
    return target && (await this.#runOn(script, { name: target.name, targets: [target] }, demand));
  }

  /** The same on all targets of a group at once, as one run. */
  async runOnGroup(script: TraceScript, group: TargetGroup, demand: RunDemand = {}): Promise<ScriptRun | undefined> {
    if (!mayConnect()) return undefined;
    return await this.#runOn(script, { ...group, isGroup: true }, demand);
  }

  /** Where a script would run: where it says itself, else where it is asked to, else on the target picked. */
  async targetOf(script: TraceScript, asked?: string): Promise<Target | undefined> {
    const { target: own } = headerOptions(script.document.getText());
    const name = own ?? asked;
    if (name !== undefined) return await this.#confirmed(script, name, own === undefined ? 'task' : 'first comment');
    if (this.#parts.target.target === undefined) await commands.executeCommand('tracewright.pickTarget');
    return this.#parts.target.target;
  }

  /** A target that came with files is asked about once, where it is another than the one picked. */
  async #confirmed({ document }: TraceScript, name: string, where: string): Promise<Target> {
    const { target: current, memory } = this.#parts;
    const target = parseTarget(name);
    const key = `own target ${document.uri.toString()}`;
    if (target.name === current.name || memory.get(key) === target.name) return target;
    const answer = await window.showWarningMessage(
      `The ${where} of this script says that it runs on ${target.name}.`,
      { modal: true, detail: 'This is asked once for this script and target.' },
      `Run on ${target.name}`,
    );
    if (answer === undefined) throw new CancellationError();
    await memory.update(key, target.name);
    return target;
  }

  async #runOn(script: TraceScript, place: Place, demand: RunDemand): Promise<ScriptRun | undefined> {
    const run = await this.#start(script, place, demand);
    return run && this.#parts.runs.add(script.document.uri, run);
  }

  async #start(script: TraceScript, place: Place, demand: RunDemand): Promise<Run | undefined> {
    const [target] = place.targets;
    if (target === undefined) return undefined;
    const { options, runs, secrets, server, log, memory, spoolFolder } = this.#parts;
    const runScript = runScriptOf(script);
    const runOptions = options.runOptions(script.document, demand.options);
    const { tracer } = script;
    const filed = mergeOptions(ownOptions(script.document), (demand.isFiled && demand.options) || {});
    const risky = { tracer, script: runScript, tracerOptions: runOptions.tracerOptions ?? [], filed };
    if (!(await confirmRisk(risky, place, memory))) return undefined;
    const last = runs.of(script.document.uri)?.run;
    if (last !== undefined && last.state.kind !== 'ended') await last.stop();
    const { clauses = [], counted } =
      (await server.request<ScriptClausesResult>(scriptClauses, {
        languageId: script.languageId,
        text: runScript.text,
      })) ?? {};
    const prompter = createEditorPrompter(secrets);
    const copy = counted && settings.countsProbes() ? { counted } : {};
    const request = { script: runScript, clauses, ...copy, tracer, options: runOptions, prompter, spoolFolder };
    const { name, targets, via } = place;
    const run = place.isGroup
      ? startGroup({ ...request, target: { name }, targets, ...(via !== undefined && { via }) }, runBehaviour())
      : startRun({ ...request, target }, runBehaviour());
    logLife(run, log);
    return run;
  }
}

function logLife(run: Run, log: LogOutputChannel): void {
  log.info(`run ${run.id}: ${run.request.script.name} with ${run.request.tracer} on ${run.request.target.name}`);
  let last = '';
  run.onChange((change) => {
    const now = JSON.stringify(run.state);
    if (change === 'state' && now !== last) log.info(`run ${run.id}: ${now}`);
    last = now;
  });
}
