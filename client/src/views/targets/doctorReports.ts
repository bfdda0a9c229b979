// Reports of Check Target as Markdown, shown rendered; the source is what goes into a bug report.
import { commands, type Disposable, EventEmitter, Uri, workspace } from 'vscode';
import type { DoctorReport } from '../../doctor/checkTarget.ts';
import { reportMarkdown } from '../../doctor/report.ts';

const scheme = 'tracewright-doctor';

export class DoctorReports implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #provider: Disposable;

  constructor() {
    this.#provider = workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: ({ path }) => this.#texts.get(path) ?? '',
    });
  }

  async show(report: DoctorReport): Promise<void> {
    const uri = Uri.from({ scheme, path: `/${report.target.replaceAll('/', '_')}.md` });
    this.#texts.set(uri.path, reportMarkdown(report));
    this.#changed.fire(uri);
    await commands.executeCommand('markdown.showPreviewToSide', uri);
  }

  dispose(): void {
    this.#provider.dispose();
    this.#changed.dispose();
  }
}
