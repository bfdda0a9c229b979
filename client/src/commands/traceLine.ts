// Trace This Line: from a line of a kernel's C file to a clause for it, where the target's debuginfo confirms that it has code.
import { commands, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { Target } from '../targets/target.ts';
import { type CodeLine, codeLines } from '../tracers/systemtap/codeLines.ts';
import type { LanguageServer } from '../views/languageServer.ts';
import { kernelFileOf } from '../views/packs/kernelTree.ts';
import { writeClause } from '../views/packs/writeClause.ts';
import type { CurrentTarget } from '../views/targets/currentTarget.ts';
import { createEditorPrompter } from '../views/targets/editorPrompter.ts';
import type { KeptSecrets } from '../views/targets/keptSecrets.ts';
import type { Command } from './command.ts';

/** Lines around the wanted one that are offered when it has no code itself. */
const around = 10;

/** What the editor gives to commands of its gutter; `lineNumber` is from 1. */
interface GutterArgument {
  readonly uri: Uri;
  readonly lineNumber: number;
}

export interface TraceLineParts {
  readonly server: LanguageServer;
  readonly target: CurrentTarget;
  readonly secrets: KeptSecrets;
}

export function traceLineCommand({ server, target: current, secrets }: TraceLineParts): Command {
  return {
    name: 'traceLine',
    async run(argument) {
      const at = placeOf(argument);
      if (at === undefined) return;
      if (!workspace.isTrusted) {
        void window.showWarningMessage('Trust this workspace first: the line is looked up on the target.');
        return;
      }
      if (current.target === undefined) await commands.executeCommand('tracewright.pickTarget');
      const { target } = current;
      if (target === undefined) return;
      try {
        const found = await look(target, at, secrets);
        if (found === undefined) return;
        const line = await choose(found, at.lineNumber);
        if (line === undefined) return;
        await writeClause(server, { kind: 'line', ...line });
      } catch (error) {
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

function placeOf(argument: unknown): GutterArgument | undefined {
  if (isGutterArgument(argument)) return argument;
  const editor = window.activeTextEditor;
  return editor && { uri: editor.document.uri, lineNumber: editor.selection.active.line + 1 };
}

function isGutterArgument(argument: unknown): argument is GutterArgument {
  if (typeof argument !== 'object' || argument === null) return false;
  return 'uri' in argument && argument.uri instanceof Uri && 'lineNumber' in argument;
}

/** Undefined: cancelled. */
async function look(
  target: Target,
  { uri, lineNumber }: GutterArgument,
  secrets: KeptSecrets,
): Promise<readonly CodeLine[] | undefined> {
  const { path, modules } = await kernelFileOf(uri);
  const title = `Asking ${target.name} for the code of ${path}:${lineNumber}`;
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return await window.withProgress(options, async (_, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort());
    const connection = await target.connect({ prompter: createEditorPrompter(secrets), signal: abort.signal });
    try {
      const stretch = { file: path, modules, from: Math.max(1, lineNumber - around), to: lineNumber + around };
      return await codeLines(connection, stretch, abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      throw error;
    } finally {
      connection.close();
    }
  });
}

/** The line itself where it has code in one function; else the user picks among what is near. */
async function choose(found: readonly CodeLine[], wanted: number): Promise<CodeLine | undefined> {
  const exact = found.filter(({ line }) => line === wanted);
  if (exact.length === 1) return exact[0];
  if (found.length === 0) {
    void window.showWarningMessage(
      `The target's kernel has no code for line ${wanted} or the lines around it. Is this the source of its kernel?`,
    );
    return undefined;
  }
  const offered = exact.length > 0 ? exact : found;
  const items = [...offered]
    .sort((a, b) => Math.abs(a.line - wanted) - Math.abs(b.line - wanted))
    .map((code) => ({ label: `Line ${code.line}`, description: code.function, code }));
  const title =
    exact.length > 0
      ? `Line ${wanted} is part of several functions`
      : `Line ${wanted} has no code of its own; these lines near it have`;
  return (await window.showQuickPick(items, { title }))?.code;
}
