// Runs as tasks of VS Code: `"type": "tracewright"` in tasks.json, and one offered for the script in the editor.
import {
  CustomExecution,
  type Disposable,
  Task,
  type TaskDefinition,
  type TaskProvider,
  TaskScope,
  tasks,
  Uri,
  type WorkspaceFolder,
  window,
  workspace,
} from 'vscode';
import { type RunTaskDefinition, taskOptions } from '../../runs/taskOptions.ts';
import { findTraceScript, traceScriptOf } from '../scripts/traceScript.ts';
import { RunTerminal } from './runTerminal.ts';
import type { ScriptRunner } from './scriptRunner.ts';

const type = 'tracewright';

export class RunTasks implements TaskProvider, Disposable {
  readonly #runner: ScriptRunner;
  readonly #registration: Disposable;

  constructor(runner: ScriptRunner) {
    this.#runner = runner;
    this.#registration = tasks.registerTaskProvider(type, this);
  }

  provideTasks(): Task[] {
    const script = traceScriptOf(window.activeTextEditor?.document);
    const folder = script && workspace.getWorkspaceFolder(script.document.uri);
    if (script === undefined || folder === undefined) return [];
    const path = workspace.asRelativePath(script.document.uri, false);
    return [this.#task({ type, script: path }, folder)];
  }

  resolveTask({ definition, scope }: Task): Task | undefined {
    if (typeof definition.script !== 'string') return undefined;
    const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
    return this.#task(definition as TaskDefinition & RunTaskDefinition, folder);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #task(definition: TaskDefinition & RunTaskDefinition, folder: WorkspaceFolder | undefined): Task {
    const execution = new CustomExecution(async (resolved) => {
      const demand = { ...definition, ...resolved } as TaskDefinition & RunTaskDefinition;
      return new RunTerminal(() => this.#start(demand, folder));
    });
    return new Task(definition, folder ?? TaskScope.Workspace, definition.script, type, execution, []);
  }

  async #start(definition: RunTaskDefinition, folder: WorkspaceFolder | undefined) {
    const isAbsolute = /^(?:\/|[a-z]:[\\/])/i.test(definition.script);
    const uri = folder && !isAbsolute ? Uri.joinPath(folder.uri, definition.script) : Uri.file(definition.script);
    const script = await findTraceScript(uri);
    if (script === undefined) throw new Error(`${definition.script} is no trace script.`);
    const { target } = definition;
    const started = await this.#runner.run(script, {
      options: taskOptions(definition),
      isFiled: true,
      ...(target !== undefined && { target }),
    });
    return started?.run;
  }
}
