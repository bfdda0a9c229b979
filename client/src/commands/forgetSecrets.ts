// Forget Saved Secrets: takes every kept password and passphrase out of the secret storage.
import { window } from 'vscode';
import type { KeptSecrets } from '../views/targets/keptSecrets.ts';
import type { Command } from './command.ts';

export function forgetSecretsCommand(secrets: KeptSecrets): Command {
  return {
    name: 'forgetSecrets',
    async run() {
      const count = await secrets.forgetAll();
      window.setStatusBarMessage(count === 0 ? 'No secrets were kept' : `${count} kept secrets forgotten`, 5000);
    },
  };
}
