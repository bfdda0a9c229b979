// Runs as tasks: offered for the script in the editor, resolved from tasks.json's words, ended with an exit code.
import { strict as assert } from 'node:assert';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activated } from './parts.ts';

let folder: string;
let count = 0;

/** The exit code of a task of tasks.json that says this. */
async function exitCodeOf(words: Record<string, unknown>): Promise<number | undefined> {
  const label = `test ${++count}`;
  const configuration = vscode.workspace.getConfiguration('tasks');
  await configuration.update('version', '2.0.0');
  await configuration.update('tasks', [{ label, type: 'tracewright', ...words }]);
  const ended = new Promise<number | undefined>((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== label) return;
      subscription.dispose();
      resolve(exitCode);
    });
  });
  await vscode.commands.executeCommand('workbench.action.tasks.runTask', label);
  return await ended;
}

suite('run tasks', () => {
  suiteSetup(async () => {
    await activated();
    await vscode.commands.executeCommand('tracewright.pickTarget', 'local');
    folder = await mkdtemp(join(tmpdir(), 'tracewright-tasks-'));
    await writeFile(join(folder, 'ends.bt'), 'interval:ms:50 { printf("tick\\n"); @n++; if (@n > 3) { exit(); } }\n');
    await writeFile(join(folder, 'floods.bt'), 'interval:ms:1 { printf("0123456789\\n"); }\n');
    await writeFile(join(folder, 'wrong.bt'), 'interval:ms:50 { nothing( }\n');
  });

  suiteTeardown(() => rm(folder, { recursive: true, force: true }));

  test('the script in the editor is offered', async () => {
    const [file] = await vscode.workspace.findFiles('**/*.bt', undefined, 1);
    assert.ok(file);
    await vscode.window.showTextDocument(file);
    const tasks = await vscode.tasks.fetchTasks({ type: 'tracewright' });
    assert.deepEqual(
      tasks.map(({ definition }) => definition.script),
      [vscode.workspace.asRelativePath(file, false)],
    );
  });

  test('a script that ends', async () => {
    assert.equal(await exitCodeOf({ script: join(folder, 'ends.bt'), target: 'local' }), 0);
  });

  test('a script that the output limit ends', async () => {
    assert.equal(await exitCodeOf({ script: join(folder, 'floods.bt'), outputLimit: '2K' }), 0);
  });

  test('a script that is wrong, and a word that is', async () => {
    assert.notEqual(await exitCodeOf({ script: join(folder, 'wrong.bt') }), 0);
    assert.notEqual(await exitCodeOf({ script: join(folder, 'ends.bt'), timeLimit: 'soon' }), 0);
  });
});
