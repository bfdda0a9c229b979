// Goes to what a line of output names: a line of the script or of a file in the workspace, or a function, which the editor looks for.
import { basename, isAbsolute } from 'node:path';
import { commands, ProgressLocation, Range, Uri, window, workspace } from 'vscode';
import { kernelPlaceAt } from '../../runs/kernelAddress.ts';
import type { Run } from '../../runs/run.ts';
import type { Prompter } from '../../targets/target.ts';
import { parseTarget } from '../../targets/targets.ts';
import type { SourcePlace } from '../panelMessages.ts';
import { mayConnect } from '../targets/trust.ts';
import { showScriptLine } from './scriptLine.ts';

/** Files offered where several could be meant. */
const mostFiles = 50;

/** `prompter`: for a connection to the run's target, where an address is asked about. */
export async function showPlace(scriptUri: Uri, run: Run, place: SourcePlace, prompter: Prompter): Promise<void> {
  if (place.kind === 'function') {
    await lookFor(place.name);
    return;
  }
  if (place.kind === 'address') {
    await showAddress(run, place.address, prompter);
    return;
  }
  const { file, line, column } = place;
  if (basename(file) === run.request.script.name) {
    await showScriptLine(scriptUri, line);
    return;
  }
  const found = await filesCalled(file, run.request.target.name === 'local');
  if (found.length === 0) {
    void window.showWarningMessage(`${file} is not in this workspace. Open the folder of its sources to go there.`);
    return;
  }
  const uri = found.length === 1 ? found[0] : await chosenOf(found, file);
  if (uri === undefined) return;
  const selection = new Range(line - 1, column - 1, line - 1, column - 1);
  await window.showTextDocument(uri, { selection });
}

/** The editor knows where symbols are, whichever extension reads them. */
async function lookFor(name: string): Promise<void> {
  await commands.executeCommand('workbench.action.quickOpen', `#${name}`);
}

async function showAddress(run: Run, address: string, prompter: Prompter): Promise<void> {
  const { target } = run.request;
  if (run.hosts !== undefined) {
    void window.showInformationMessage('Show one host alone first: an address is of one kernel only.');
    return;
  }
  if (!mayConnect()) return;
  const options = { location: ProgressLocation.Window, title: `Asking ${target.name} about 0x${address}` };
  try {
    const found = await window.withProgress(options, async () => {
      const connection = await parseTarget(target.name).connect({ prompter });
      try {
        return await kernelPlaceAt(connection, address, run.startedAt);
      } finally {
        connection.close();
      }
    });
    if (found === undefined) {
      void window.showInformationMessage(`0x${address} on ${target.name} is in no function of its kernel.`);
      return;
    }
    const { name, offset, module } = found;
    const where = module === '' ? '' : ` of ${module}`;
    window.setStatusBarMessage(`0x${address} is ${name}+0x${offset.toString(16)}${where}`, 30_000);
    await lookFor(name.replace(/\..*$/, ''));
  } catch (error) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** What of the workspace ends as the path does, with as many of its folders as can be found; on this machine, the path itself. */
async function filesCalled(file: string, isHere: boolean): Promise<readonly Uri[]> {
  if (isHere && isAbsolute(file)) {
    const uri = Uri.file(file);
    const isThere = await workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (isThere) return [uri];
  }
  const parts = file.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  for (let from = 0; from < parts.length; from++) {
    const path = parts
      .slice(from)
      .join('/')
      .replaceAll(/[[\]{}*?]/g, '?');
    const found = await workspace.findFiles(`**/${path}`, undefined, mostFiles);
    if (found.length > 0) return found;
  }
  return [];
}

async function chosenOf(files: readonly Uri[], title: string): Promise<Uri | undefined> {
  const items = files.map((uri) => ({ label: workspace.asRelativePath(uri), uri }));
  return (await window.showQuickPick(items, { title }))?.uri;
}
