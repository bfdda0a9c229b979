// The address of a past run's script: it tells the script's name and the run, and is a read-only document.
import { Uri } from 'vscode';

export const pastRunScheme = 'tracewright-run';

export function pastRunUri(script: string, runId: string): Uri {
  return Uri.from({ scheme: pastRunScheme, path: `/${script}`, query: runId });
}
