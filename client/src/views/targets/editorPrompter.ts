// Questions of a connection that only the user can answer, asked in the editor; secrets go into its secret storage or nowhere.
import { type QuickInputButton, ThemeIcon, window } from 'vscode';
import type { HostKeyQuestion, Prompter, SecretQuestion } from '../../targets/target.ts';
import type { KeptSecrets } from './keptSecrets.ts';

/**
 * A prompter for one attempt to connect. A remembered secret is given once an attempt: when the host asks the same again it
 * was wrong, is forgotten, and the user is asked.
 */
export function createEditorPrompter(secrets: KeptSecrets): Prompter {
  const given = new Set<string>();
  return {
    acceptHostKey,
    async answer(question: SecretQuestion): Promise<string | undefined> {
      const key = `${question.host} ${question.prompt}`;
      const kept = question.echo ? undefined : await secrets.get(key);
      if (kept !== undefined && !given.has(key)) {
        given.add(key);
        return kept;
      }
      if (kept !== undefined) await secrets.forget(key);
      const typed = await askForAnswer(question);
      if (typed?.isToBeKept) await secrets.keep(key, typed.value);
      return typed?.value;
    },
  };
}

/** Gives kept secrets and asks the user nothing: while someone types is no time for questions. */
export function quietPrompterOf(secrets: KeptSecrets): Prompter {
  const given = new Set<string>();
  return {
    acceptHostKey: async () => false,
    async answer({ host, prompt, echo }: SecretQuestion): Promise<string | undefined> {
      const key = `${host} ${prompt}`;
      if (echo || given.has(key)) return undefined;
      given.add(key);
      return await secrets.get(key);
    },
  };
}

async function acceptHostKey({ host, keyType, fingerprint }: HostKeyQuestion): Promise<boolean> {
  const trust = 'Trust and Connect';
  const answer = await window.showWarningMessage(
    `${host} is not known yet. Is this its key?`,
    {
      modal: true,
      detail: `${keyType}\n${fingerprint}\n\nCompare it with what the host's owner tells you. It is then remembered in known_hosts.`,
    },
    trust,
  );
  return answer === trust;
}

function askForAnswer(question: SecretQuestion): Promise<{ value: string; isToBeKept: boolean } | undefined> {
  return new Promise((resolve) => {
    const input = window.createInputBox();
    let isToBeKept = false;
    const showKeeping = () => {
      const button: QuickInputButton = isToBeKept
        ? {
            iconPath: new ThemeIcon('pass-filled'),
            tooltip: 'Will be kept in the secret storage; click to keep it nowhere',
          }
        : { iconPath: new ThemeIcon('save'), tooltip: 'Keep it in the secret storage' };
      input.buttons = question.echo ? [] : [button];
    };
    input.title = question.host;
    input.prompt = question.prompt;
    input.password = !question.echo;
    input.ignoreFocusOut = true;
    showKeeping();
    input.onDidTriggerButton(() => {
      isToBeKept = !isToBeKept;
      showKeeping();
    });
    input.onDidAccept(() => {
      resolve({ value: input.value, isToBeKept });
      input.hide();
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
