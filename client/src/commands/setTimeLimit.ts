// Set Time Limit: how long runs of a script go on.
import { Uri, window } from 'vscode';
import { headerOptions } from '../runs/headerOptions.ts';
import { spellLimit } from '../views/scripts/runLens.ts';
import type { ScriptOptionsMemory } from '../views/scripts/scriptOptions.ts';
import { findTraceScript } from '../views/scripts/traceScript.ts';
import type { Command } from './command.ts';

/** Seconds; 0: until stopped. */
const offered = [5, 10, 30, 60, 300, 0];

export function setTimeLimitCommand(options: ScriptOptionsMemory): Command {
  return {
    name: 'setTimeLimit',
    async run(argument) {
      const script = await findTraceScript(argument instanceof Uri ? argument : undefined);
      if (script === undefined) return;
      if (headerOptions(script.document.getText()).timeLimit !== undefined) {
        void window.showInformationMessage('The script sets its time limit itself, in its first comment.');
        return;
      }
      const items = offered.map((seconds) => ({
        label: spellLimit(seconds === 0 ? undefined : seconds * 1000),
        seconds,
      }));
      const other = { label: 'Other…', seconds: -1 };
      const now = spellLimit(options.runOptions(script.document).timeLimit);
      const picked = await window.showQuickPick([...items, other], {
        title: 'Time limit of the run',
        placeHolder: `Now: ${now}`,
      });
      const seconds = picked === other ? await askForSeconds() : picked?.seconds;
      if (seconds !== undefined) await options.set(script.document.uri, { timeLimit: seconds * 1000 });
    },
  };
}

async function askForSeconds(): Promise<number | undefined> {
  const typed = await window.showInputBox({
    title: 'Time limit of the run',
    prompt: 'Seconds',
    validateInput: (text) => (Number(text) > 0 ? undefined : 'A number of seconds above 0.'),
  });
  return typed === undefined ? undefined : Number(typed);
}
