// Dim marks at the ends of a script's lines: what the probes there do and cost while it runs, and did in the end.
import {
  type DecorationOptions,
  Disposable,
  Range,
  type TextDocument,
  type TextEditor,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import type { Run } from '../../runs/run.ts';
import type { ActiveRuns, ScriptRun } from '../runs/activeRuns.ts';
import { MarkedLines } from './markedLines.ts';
import { markWords } from './probeMarkWords.ts';

/** The marks of one script's newest run. */
interface Marks {
  readonly run: Run;
  readonly words: ReadonlyMap<number, string>;
  readonly lines: MarkedLines;
}

export function showProbeMarks(runs: ActiveRuns): Disposable {
  const type = window.createTextEditorDecorationType({ after: { margin: '0 0 0 3em' } });
  const shown = new Map<string, Marks>();
  const show = (editor: TextEditor) => {
    const marks = shown.get(editor.document.uri.toString());
    editor.setDecorations(type, marks === undefined ? [] : decorations(marks, editor.document));
  };
  const showAll = (uri: string) => {
    for (const editor of window.visibleTextEditors) if (editor.document.uri.toString() === uri) show(editor);
  };
  const take = ({ scriptUri, run }: ScriptRun) => {
    const uri = scriptUri.toString();
    const before = shown.get(uri);
    const { figures } = run;
    if (figures === undefined) {
      // The figures of the last run stay until the next one tells something.
      if (before !== undefined && before.run !== run) shown.delete(uri);
      else return;
    } else {
      const words = markWords(figures, run.state.kind !== 'ended');
      const lines = before?.run === run ? before.lines : linesOf(run, uri);
      if (lines !== undefined) shown.set(uri, { run, words, lines });
    }
    showAll(uri);
  };
  return Disposable.from(
    type,
    runs.onChange((changed) => {
      if (changed.change === 'figures' || changed.change === 'state') take(changed);
    }),
    window.onDidChangeVisibleTextEditors((editors) => editors.forEach(show)),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const marks = shown.get(document.uri.toString());
      if (marks === undefined) return;
      for (const { range, text } of contentChanges)
        marks.lines.edit(range.start.line, range.end.line, text.split('\n').length - 1);
      showAll(document.uri.toString());
    }),
    workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri.toString())),
  );
}

/** Undefined where the document is not what runs: nobody knows which of its lines is which. */
function linesOf({ request }: Run, uri: string): MarkedLines | undefined {
  const document = workspace.textDocuments.find((one) => one.uri.toString() === uri);
  if (document?.getText() !== request.script.text) return undefined;
  return new MarkedLines(request.script.text.split('\n').keys());
}

function decorations({ words, lines }: Marks, document: TextDocument): readonly DecorationOptions[] {
  return [...words].flatMap(([number, text]): DecorationOptions[] => {
    const marked = lines.of(number);
    if (marked === undefined || marked.line >= document.lineCount) return [];
    const end = document.lineAt(marked.line).range.end;
    const color = new ThemeColor(marked.isEdited ? 'disabledForeground' : 'editorCodeLens.foreground');
    return [{ range: new Range(end, end), renderOptions: { after: { contentText: `⟶ ${text}`, color } } }];
  });
}
