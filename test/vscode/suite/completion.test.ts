// Completion through VS Code: the server's words arrive in the list.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activated, openScript } from './parts.ts';

async function labelsAtEnd(document: vscode.TextDocument): Promise<readonly string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(document.getText().length),
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

suite('completion', () => {
  for (const [language, text, expected] of [
    ['systemtap', 'pro', 'probe'],
    ['bpftrace', 'BEGIN { pri', 'printf'],
    ['dtrace', 'BEGIN { pri', 'printf'],
  ] as const) {
    test(`${language} offers ${expected} after ${text}`, async () => {
      await activated();
      const labels = await labelsAtEnd(await openScript(language, text));
      assert.ok(
        labels.some((label) => label.startsWith(expected)),
        `offered: ${labels.slice(0, 20).join(' ')}`,
      );
    });
  }
});
