// Shows what a tracer said about a script at its lines, until those lines are edited or the script runs again.
import {
  type Diagnostic,
  DiagnosticSeverity,
  Disposable,
  languages,
  Range,
  type TextDocument,
  workspace,
} from 'vscode';
import type { TracerFinding, TracerId } from '../../tracers/tracer.ts';
import type { ActiveRuns, ScriptRun } from './activeRuns.ts';

export function showRunFindings(runs: ActiveRuns): Disposable {
  const collection = languages.createDiagnosticCollection('tracewright-run');
  const showAll = async ({ scriptUri, run }: ScriptRun) => {
    const document = await workspace.openTextDocument(scriptUri);
    collection.set(
      scriptUri,
      run.findings.map((finding) => diagnosticOf(finding, document, run.request.tracer)),
    );
  };
  const subscriptions = [
    collection,
    runs.onChange((changed) => {
      if (changed.change === 'findings' || changed.run.state.kind === 'ended') void showAll(changed);
      else if (changed.run.state.kind === 'connecting') collection.delete(changed.scriptUri);
    }),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const shown = collection.get(document.uri);
      if (shown === undefined || shown.length === 0) return;
      collection.set(document.uri, contentChanges.reduce<readonly Diagnostic[]>(afterEdit, shown));
    }),
    workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
  ];
  return Disposable.from(...subscriptions);
}

/** The tracer counts columns in bytes from 1, the editor in UTF-16 units from 0. */
function diagnosticOf(finding: TracerFinding, document: TextDocument, tracer: TracerId): Diagnostic {
  const line = Math.min(Math.max(finding.line - 1, 0), document.lineCount - 1);
  const { text, range } = document.lineAt(line);
  const bytes = Buffer.from(text);
  const unit = (column: number) => bytes.subarray(0, Math.max(0, column - 1)).toString().length;
  const start = finding.column === undefined ? text.length - text.trimStart().length : unit(finding.column);
  const wordEnd = document.getWordRangeAtPosition(range.start.translate(0, Math.min(start, text.length)))?.end
    .character;
  const end =
    finding.endColumn !== undefined
      ? unit(finding.endColumn)
      : finding.column === undefined
        ? text.length
        : (wordEnd ?? start + 1);
  return {
    range: new Range(line, start, line, Math.max(end, start + 1)),
    message: finding.remedy === undefined ? finding.message : `${finding.message}\n${finding.remedy}`,
    severity: finding.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: tracer,
  };
}

interface Edit {
  readonly range: Range;
  readonly text: string;
}

/** Findings on edited lines go, those below move along. */
function afterEdit(diagnostics: readonly Diagnostic[], { range, text }: Edit): Diagnostic[] {
  const added = text.split('\n').length - 1 - (range.end.line - range.start.line);
  return diagnostics.flatMap((diagnostic) => {
    const { start, end } = diagnostic.range;
    if (end.line < range.start.line) return [diagnostic];
    if (start.line <= range.end.line) return [];
    const moved = new Range(start.line + added, start.character, end.line + added, end.character);
    return [{ ...diagnostic, range: moved }];
  });
}
