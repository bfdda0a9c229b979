// The extension in a real host: it activates, and brings what its manifest promises.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activated } from './parts.ts';

suite('activation', () => {
  test('every command of the manifest is registered, and no other', async () => {
    const extension = await activated();
    const declared = extension.packageJSON.contributes.commands.map(({ command }: { command: string }) => command);
    const views = Object.values<{ id: string }[]>(extension.packageJSON.contributes.views).flat();
    // VS Code makes commands of its own for each view, such as `tracewright.probes.focus`.
    const isOfView = (name: string): boolean => views.some(({ id }) => name.startsWith(`${id}.`));
    const all = await vscode.commands.getCommands(true);
    assert.deepEqual(all.filter((name) => name.startsWith('tracewright.') && !isOfView(name)).sort(), declared.sort());
  });

  test('the three languages are known', async () => {
    const languages = await vscode.languages.getLanguages();
    for (const id of ['systemtap', 'bpftrace', 'dtrace']) assert.ok(languages.includes(id), `${id} is not known`);
  });
});
