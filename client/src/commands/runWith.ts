// Run With…: a menu of everything that a run can be given, the process to follow among it.
import { type QuickPickItem, QuickPickItemKind, Uri, window } from 'vscode';
import type { GivenOptions } from '../runs/mergeOptions.ts';
import { listProcesses } from '../runs/processesOnTarget.ts';
import type { Target } from '../targets/target.ts';
import { tracers } from '../tracers/tracers.ts';
import type { TracePanels } from '../views/panel/tracePanels.ts';
import type { ScriptRunner } from '../views/runs/scriptRunner.ts';
import { type OptionField, optionFields } from '../views/scripts/optionFields.ts';
import { ownOptions, type ScriptOptionsMemory } from '../views/scripts/scriptOptions.ts';
import { findTraceScript, runScriptOf, type TraceScript } from '../views/scripts/traceScript.ts';
import { createEditorPrompter } from '../views/targets/editorPrompter.ts';
import type { KeptSecrets } from '../views/targets/keptSecrets.ts';
import { mayConnect } from '../views/targets/trust.ts';
import type { Command } from './command.ts';

export interface RunWithParts {
  readonly runner: ScriptRunner;
  readonly panels: TracePanels;
  readonly options: ScriptOptionsMemory;
  readonly secrets: KeptSecrets;
}

interface Item extends QuickPickItem {
  /** Left out where the script decides. */
  readonly field?: OptionField;
  /** Picking it starts the run. */
  readonly isRun?: boolean;
}

export function runWithCommand({ runner, panels, options, secrets }: RunWithParts): Command {
  return {
    name: 'runWith',
    async run(argument) {
      const script = await findTraceScript(argument instanceof Uri ? argument : undefined);
      if (script === undefined || !mayConnect()) return;
      const target = await runner.targetOf(script);
      if (target === undefined) return;
      // Only for this run: the next process has another number.
      let pid: number | undefined;
      const process = processField(target, secrets);
      for (;;) {
        const given: GivenOptions = pid === undefined ? {} : { pid };
        const items = itemsFor(script, target, options, given, process);
        const picked = await window.showQuickPick(items, { title: `Run ${runScriptOf(script).name} with…` });
        if (picked === undefined) return;
        const { field } = picked;
        if (picked.isRun) {
          const started = await runner.run(script, { options: given });
          if (started !== undefined) panels.show(started);
          return;
        }
        if (field === undefined) continue;
        const answer = await field.ask({
          ...options.runOptions(script.document),
          ...options.setFor(script.document),
          ...given,
        });
        if (answer === undefined) continue;
        if (field.key === 'pid') pid = answer.pid;
        else await options.set(script.document.uri, answer);
      }
    },
  };
}

function itemsFor(
  script: TraceScript,
  target: Target,
  options: ScriptOptionsMemory,
  given: GivenOptions,
  process: OptionField,
): readonly Item[] {
  const own = ownOptions(script.document);
  const now = options.runOptions(script.document, given);
  const fields = optionFields.filter(({ key }) => key !== 'buildOn' || tracers[script.tracer].building !== undefined);
  const rows = [process, ...fields].map((field): Item => {
    const value = field.spell(now) ?? 'not set';
    const isOwn = field.key !== 'pid' && field.key !== 'buildOn' && own[field.key] !== undefined;
    // The tracer's options add up, so that one more may be set beside the script's own.
    if (isOwn && field.key !== 'tracerOptions')
      return { label: field.label, description: `${value} (the script says so)` };
    return { label: field.label, description: value, field };
  });
  const fixed = rows.filter(({ field }) => field === undefined);
  const separator: Item = { label: 'in the script’s first comment', kind: QuickPickItemKind.Separator };
  return [
    { label: `$(play) Run on ${target.name}`, isRun: true },
    ...rows.filter(({ field }) => field !== undefined),
    ...(fixed.length === 0 ? [] : [separator, ...fixed]),
  ];
}

function processField(target: Target, secrets: KeptSecrets): OptionField {
  let command = '';
  return {
    key: 'pid',
    label: 'Process to Follow',
    spell: ({ pid }) => (pid === undefined ? undefined : `${pid} · ${command}`),
    async ask() {
      const processes = pickable(target, secrets);
      const picked = await window.showQuickPick(processes, {
        title: `Process on ${target.name}`,
        placeHolder: 'Its number, user or command line',
        matchOnDescription: true,
      });
      if (picked === undefined) return undefined;
      command = picked.label;
      return { pid: picked.pid };
    },
  };
}

async function pickable(target: Target, secrets: KeptSecrets) {
  const connection = await target.connect({ prompter: createEditorPrompter(secrets) });
  try {
    const none = { label: 'None', description: '', pid: undefined };
    const processes = await listProcesses(connection);
    return [
      none,
      ...processes.map(({ pid, user, command }) => ({ label: command, description: `${pid} · ${user}`, pid })),
    ];
  } finally {
    connection.close();
  }
}
