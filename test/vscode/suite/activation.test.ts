// The extension in a real host: it activates, and brings what its manifest promises.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activated } from './parts.ts';

suite('activation', () => {
  test('every command of the manifest is registered, and no other', async () => {
    const extension = await activated();
    const declared = extension.packageJSON.contributes.commands.map(({ command }: { command: string }) => command);
    const all = await vscode.commands.getCommands(true);
    assert.deepEqual(all.filter((name) => name.startsWith('tracewright.')).sort(), declared.sort());
  });

  test('the three languages are known', async () => {
    const languages = await vscode.languages.getLanguages();
    for (const id of ['systemtap', 'bpftrace', 'dtrace']) assert.ok(languages.includes(id), `${id} is not known`);
  });
});
