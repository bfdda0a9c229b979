// Check Target: examines the picked target, shows the report, and offers to mend what is wrong in a terminal.
import { commands, ProgressLocation, window } from 'vscode';
import { checkTarget, type DoctorReport } from '../doctor/checkTarget.ts';
import type { Fix } from '../doctor/question.ts';
import { quote } from '../targets/quote.ts';
import type { Target } from '../targets/target.ts';
import { terminalLine } from '../targets/terminalLine.ts';
import type { CurrentTarget } from '../views/targets/currentTarget.ts';
import type { DoctorReports } from '../views/targets/doctorReports.ts';
import { createEditorPrompter } from '../views/targets/editorPrompter.ts';
import type { KeptSecrets } from '../views/targets/keptSecrets.ts';
import { targetArgument } from '../views/targets/targetArgument.ts';
import { mayConnect } from '../views/targets/trust.ts';
import type { Command } from './command.ts';

export function checkTargetCommand(current: CurrentTarget, reports: DoctorReports, secrets: KeptSecrets): Command {
  return {
    name: 'checkTarget',
    async run(argument) {
      if (!mayConnect()) return;
      const named = targetArgument(argument);
      if (named === undefined && current.target === undefined) await commands.executeCommand('tracewright.pickTarget');
      const target = named ?? current.target;
      if (target === undefined) return;
      try {
        const report = await examine(target, secrets);
        await reports.show(report);
        await offerFixes(target, report);
      } catch (error) {
        void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

async function examine(target: Target, secrets: KeptSecrets): Promise<DoctorReport> {
  const options = { location: ProgressLocation.Notification, title: `Checking ${target.name}`, cancellable: true };
  return await window.withProgress(options, (progress, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort());
    return checkTarget(target, {
      prompter: createEditorPrompter(secrets),
      signal: abort.signal,
      onProgress: (message) => progress.report({ message }),
    });
  });
}

/** What changes the target runs only in a terminal that the user sees, and only when the user presses Enter there. */
async function offerFixes(target: Target, report: DoctorReport): Promise<void> {
  const wrong = report.rows.filter(({ verdict, fix }) => verdict !== 'good' && fix?.command !== undefined);
  if (wrong.length === 0) return;
  const choose = 'Choose a Fix';
  const count = wrong.length === 1 ? 'One thing' : `${wrong.length} things`;
  const answer = await window.showInformationMessage(`${count} on ${target.name} can be mended by a command.`, choose);
  if (answer !== choose) return;
  const items = wrong.map(({ question, why, fix }) => ({
    label: fix?.what ?? '',
    description: fix?.command ?? '',
    detail: `${question} ${why}${fix?.undo === undefined ? '' : ` To undo it: ${fix.undo}`}`,
    fix,
  }));
  const picked = await window.showQuickPick(items, { title: `Fixes for ${target.name}`, matchOnDetail: true });
  if (picked?.fix) openTerminal(target, picked.fix, report.facts.isRoot);
}

function openTerminal(target: Target, { command = '' }: Fix, isRoot: boolean): void {
  const terminal = window.createTerminal(`Fix ${target.name}`);
  terminal.show();
  terminal.sendText(terminalLine(target, isRoot ? command : `sudo sh -c ${quote([command])}`), false);
}
