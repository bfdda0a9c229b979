// Set Script Arguments: what $1, @1 and their like stand for in runs of a script.
import { Uri, window } from 'vscode';
import { argumentWords, spellArguments } from '../runs/argumentWords.ts';
import { headerOptions } from '../runs/headerOptions.ts';
import type { ScriptOptionsMemory } from '../views/scripts/scriptOptions.ts';
import { findTraceScript } from '../views/scripts/traceScript.ts';
import type { Command } from './command.ts';

export function setArgumentsCommand(options: ScriptOptionsMemory): Command {
  return {
    name: 'setArguments',
    async run(argument) {
      const script = await findTraceScript(argument instanceof Uri ? argument : undefined);
      if (script === undefined) return;
      const uri = script.document.uri;
      if (headerOptions(script.document.getText()).arguments !== undefined) {
        void window.showInformationMessage('The script sets its arguments itself, in its first comment.');
        return;
      }
      const typed = await window.showInputBox({
        title: 'Arguments of the script',
        prompt: 'Words with a shell’s quotes; nothing is expanded.',
        value: spellArguments(options.runOptions(script.document).arguments),
        validateInput: (text) => (argumentWords(text) === undefined ? 'A quote is not closed.' : undefined),
      });
      const words = typed === undefined ? undefined : argumentWords(typed);
      if (words !== undefined) await options.set(uri, { arguments: words });
    },
  };
}
