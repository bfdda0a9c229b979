// Nothing connects to a target in a workspace that is not trusted; whoever tries is told.
import { commands, window, workspace } from 'vscode';

/** False, and the user is told why, where the workspace is not trusted. */
export function mayConnect(): boolean {
  if (workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const message =
    'Scripts of a workspace that is not trusted can be edited; nothing runs, and nothing connects to a target.';
  void window.showWarningMessage(message, manage).then((answer) => {
    if (answer === manage) void commands.executeCommand('workbench.trust.manage');
  });
  return false;
}
