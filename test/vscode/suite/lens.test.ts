// The line over a script: what it says once a target is picked.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activated, openScript } from './parts.ts';

async function lensTitles(language: string): Promise<string> {
  const { uri } = await openScript(language, '');
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
  return lenses.map(({ command }) => command?.title ?? '').join(' | ');
}

suite('run lens', () => {
  test('offers to run on the picked target, in every language', async () => {
    await activated();
    await vscode.commands.executeCommand('tracewright.pickTarget', 'local');
    for (const language of ['systemtap', 'bpftrace', 'dtrace']) {
      assert.match(await lensTitles(language), /^▶ Run on local.* \| ✓ Check \| \$\(watch\) until stopped \| ⋯$/);
    }
  });

  test('stands over no other document', async () => {
    assert.equal(await lensTitles('plaintext'), '');
  });
});
