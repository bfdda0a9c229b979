// Trace This Function: from a C file of a kernel tree to a clause for the function under the cursor.
import { window } from 'vscode';
import { type BrowseProbesResult, browseProbes } from '../../../server/src/protocol.ts';
import type { LanguageServer } from '../views/languageServer.ts';
import { writeClause } from '../views/packs/writeClause.ts';
import type { Command } from './command.ts';

export function traceFunctionCommand(server: LanguageServer): Command {
  return {
    name: 'traceFunction',
    async run() {
      const editor = window.activeTextEditor;
      const range = editor?.document.getWordRangeAtPosition(editor.selection.active, /[A-Za-z_]\w*/);
      const name = range && editor?.document.getText(range);
      if (name === undefined) {
        void window.showInformationMessage('Put the cursor on the name of a function first.');
        return;
      }
      const found = await server.request<BrowseProbesResult>(browseProbes, { typed: name, limit: 50 });
      const nodes = (found?.nodes ?? []).filter(({ label, id }) => label === name && id.startsWith('function\n'));
      const place = nodes.find((node) => node.place)?.place;
      if (place) {
        await writeClause(server, place);
        return;
      }
      const why = nodes[0] ? nodes[0].description : 'the target has none of this name; it may be inlined everywhere';
      void window.showWarningMessage(`${name}: ${why}.`);
    },
  };
}
