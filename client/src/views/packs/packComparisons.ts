// What two packs differ in, as read-only Markdown documents.
import { basename } from 'node:path';
import { type Disposable, EventEmitter, Uri, window, workspace } from 'vscode';
import type { PackComparison } from '../../../../server/src/protocol.ts';
import { comparisonText } from '../../packs/comparisonText.ts';
import { spellPack } from '../../packs/packFolder.ts';

const scheme = 'tracewright-comparison';

/** Rows of one list that are spelled out; the count tells of the rest. */
const mostRows = 5000;

export class PackComparisons implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #provider: Disposable;

  constructor() {
    this.#provider = workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: ({ path }) => this.#texts.get(path) ?? '',
    });
  }

  /** `script`: the path of the script that they were compared for. */
  async show(comparison: PackComparison, script: string | undefined): Promise<void> {
    const name = script === undefined ? undefined : basename(script);
    const title = `${spellPack(comparison.before)} → ${spellPack(comparison.after)}${name ? ` for ${name}` : ''}`;
    const uri = Uri.from({ scheme, path: `/${title.replaceAll('/', ' ')}.md` });
    this.#texts.set(uri.path, comparisonText(comparison, name, mostRows));
    this.#changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#provider.dispose();
    this.#changed.dispose();
  }
}
