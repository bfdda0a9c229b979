// Run: runs a script on the picked target and shows its panel.
import { CancellationError, commands, type LogOutputChannel, type Memento, Uri, window, workspace } from 'vscode';
import { type ScriptClausesResult, scriptClauses } from '../../../server/src/protocol.ts';
import { headerOptions } from '../runs/headerOptions.ts';
import type { Run } from '../runs/run.ts';
import { startRun } from '../runs/startRun.ts';
import { settings } from '../settings.ts';
import type { Target } from '../targets/target.ts';
import { parseTarget } from '../targets/targets.ts';
import type { ActiveRuns } from '../views/activeRuns.ts';
import { confirmRisk } from '../views/confirmRisk.ts';
import type { CurrentTarget } from '../views/currentTarget.ts';
import { createEditorPrompter } from '../views/editorPrompter.ts';
import type { KeptSecrets } from '../views/keptSecrets.ts';
import type { LanguageServer } from '../views/languageServer.ts';
import type { TracePanels } from '../views/panel/tracePanels.ts';
import type { ScriptOptionsMemory } from '../views/scriptOptions.ts';
import { findTraceScript, runScriptOf, type TraceScript } from '../views/traceScript.ts';
import type { Command } from './command.ts';

/** What a run takes from the window. */
export interface RunCommandParts {
  readonly target: CurrentTarget;
  readonly runs: ActiveRuns;
  readonly panels: TracePanels;
  readonly options: ScriptOptionsMemory;
  readonly secrets: KeptSecrets;
  readonly server: LanguageServer;
  readonly log: LogOutputChannel;
  readonly memory: Memento;
  /** Folder of the run history. */
  readonly spoolFolder: string;
}

export function runCommand(parts: RunCommandParts): Command {
  return {
    name: 'run',
    async run(argument) {
      const script = await findTraceScript(argument instanceof Uri ? argument : undefined);
      if (script === undefined) {
        window.setStatusBarMessage('Open a trace script to run it', 5000);
        return;
      }
      if (!workspace.isTrusted) return explainTrust();
      const target = (await ownTarget(script, parts)) ?? (await pickedTarget(parts.target));
      if (target === undefined) return;
      const started = await start(script, target, parts);
      if (started !== undefined) parts.panels.show(parts.runs.add(script.document.uri, started));
    },
  };
}

async function explainTrust(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const answer = await window.showWarningMessage(
    'Scripts of a workspace that is not trusted can be edited, not run.',
    manage,
  );
  if (answer === manage) await commands.executeCommand('workbench.trust.manage');
}

/** The target that the script names itself; where it is another than the one picked, the user is asked once. */
async function ownTarget(
  { document }: TraceScript,
  { target: current, memory }: RunCommandParts,
): Promise<Target | undefined> {
  const { target: name } = headerOptions(document.getText());
  if (name === undefined) return undefined;
  const target = parseTarget(name);
  const key = `own target ${document.uri.toString()}`;
  if (target.name === current.name || memory.get(key) === target.name) return target;
  const answer = await window.showWarningMessage(
    `The first comment of this script says that it runs on ${target.name}.`,
    { modal: true, detail: 'This is asked once for this script and target.' },
    `Run on ${target.name}`,
  );
  if (answer === undefined) throw new CancellationError();
  await memory.update(key, target.name);
  return target;
}

async function pickedTarget(current: CurrentTarget): Promise<Target | undefined> {
  if (current.target === undefined) await commands.executeCommand('tracewright.pickTarget');
  return current.target;
}

/** Undefined where the user said no. A script has one run at a time: the last one is ended first. */
async function start(script: TraceScript, target: Target, parts: RunCommandParts): Promise<Run | undefined> {
  const { options, runs, secrets, server, log, memory, spoolFolder } = parts;
  const uri = script.document.uri;
  const runScript = runScriptOf(script);
  const tracerOptions = settings.tracerOptions(script.tracer);
  const isConfirmed = await confirmRisk(script.tracer, runScript, tracerOptions, target.name, memory);
  if (!isConfirmed) return undefined;
  const last = runs.of(uri)?.run;
  if (last !== undefined && last.state.kind !== 'ended') await last.stop();
  const timeLimit = options.timeLimitOf(script.document);
  const facts = await server.request<ScriptClausesResult>(scriptClauses, {
    languageId: script.languageId,
    text: runScript.text,
  });
  const run = startRun({
    script: runScript,
    ...facts,
    tracer: script.tracer,
    target,
    options: {
      arguments: options.of(script.document).arguments ?? [],
      tracerOptions,
      ...(timeLimit !== undefined && { timeLimit }),
    },
    prompter: createEditorPrompter(secrets),
    spoolFolder,
  });
  logLife(run, log);
  return run;
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
