// Connect: opens a connection to a target and keeps it, and finds out what the target has.
import { CancellationError, ProgressLocation, window } from 'vscode';
import { createEditorPrompter } from '../views/targets/editorPrompter.ts';
import type { HeldConnections } from '../views/targets/heldConnections.ts';
import type { KeptSecrets } from '../views/targets/keptSecrets.ts';
import { targetArgument } from '../views/targets/targetArgument.ts';
import { mayConnect } from '../views/targets/trust.ts';
import type { Command } from './command.ts';

export function connectTargetCommand(held: HeldConnections, secrets: KeptSecrets): Command {
  return {
    name: 'connectTarget',
    async run(argument) {
      const target = targetArgument(argument);
      if (target === undefined || !mayConnect()) return;
      const options = {
        location: ProgressLocation.Notification,
        title: `Connecting to ${target.name}`,
        cancellable: true,
      };
      await window.withProgress(options, async (progress, cancellation) => {
        const abort = new AbortController();
        cancellation.onCancellationRequested(() => abort.abort(new CancellationError()));
        try {
          await held.connect(target, {
            prompter: createEditorPrompter(secrets),
            signal: abort.signal,
            onProgress: (message) => progress.report({ message }),
          });
        } catch (error) {
          if (!abort.signal.aborted)
            void window.showErrorMessage(error instanceof Error ? error.message : String(error));
        }
      });
    },
  };
}
