// Findings of the language server, as VS Code shows them.
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { activated, diagnosticsOf, openScript } from './parts.ts';

const scripts = [
  { language: 'systemtap', broken: 'probe begin {\n  println("x"\n}\n', fixed: 'probe begin {\n  println("x")\n}\n' },
  { language: 'bpftrace', broken: 'BEGIN\n{\n\tprintf("x";\n}\n', fixed: 'BEGIN\n{\n\tprintf("x");\n}\n' },
  { language: 'dtrace', broken: 'BEGIN\n{\n\ttrace("x";\n}\n', fixed: 'BEGIN\n{\n\ttrace("x");\n}\n' },
];

suite('findings', () => {
  for (const { language, broken, fixed } of scripts) {
    test(`a parse error of ${language} comes while typing and goes when it is mended`, async () => {
      await activated();
      const document = await openScript(language, broken);
      const [finding] = await diagnosticsOf(document.uri, (all) => all.length > 0);
      assert.equal(finding?.severity, vscode.DiagnosticSeverity.Error);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), fixed);
      await vscode.workspace.applyEdit(edit);
      await diagnosticsOf(document.uri, (all) => all.length === 0);
    });
  }
});
