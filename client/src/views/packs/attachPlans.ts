// What a script will attach to, as a read-only document beside it: every place, by probe point.
import { basename } from 'node:path';
import { type Disposable, EventEmitter, type TextDocument, Uri, ViewColumn, window, workspace } from 'vscode';
import { type AttachPlanResult, attachPlan } from '../../../../server/src/protocol.ts';
import type { LanguageServer } from '../languageServer.ts';
import type { CurrentTarget } from '../targets/currentTarget.ts';
import type { ScriptPacks } from './scriptPacks.ts';

const scheme = 'tracewright-plan';

/** Places of one probe point that are listed; the count tells of the rest. */
const mostListed = 5000;

export class AttachPlans implements Disposable {
  readonly #server: LanguageServer;
  readonly #target: CurrentTarget;
  readonly #packs: ScriptPacks;
  readonly #changed = new EventEmitter<Uri>();
  readonly #provider: Disposable;

  constructor(server: LanguageServer, target: CurrentTarget, packs: ScriptPacks) {
    this.#server = server;
    this.#target = target;
    this.#packs = packs;
    this.#provider = workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: (uri) => this.#text(Uri.parse(uri.query)),
    });
  }

  async show(script: TextDocument): Promise<void> {
    const name = `${basename(script.uri.path)} attaches to`;
    const uri = Uri.from({ scheme, path: `/${name}`, query: script.uri.toString() });
    this.#changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  dispose(): void {
    this.#provider.dispose();
    this.#changed.dispose();
  }

  async #text(script: Uri): Promise<string> {
    const plan = await this.#server.request<AttachPlanResult>(attachPlan, {
      uri: script.toString(),
      limit: mostListed,
    });
    return planText(plan, this.#packs.placeOf(script) ?? (this.#target.place || 'no target'));
  }
}

function planText(plan: AttachPlanResult | undefined, target: string): string {
  const points = plan?.points ?? [];
  const known = points.filter(({ unknown }) => unknown === undefined);
  const total = known.reduce((sum, point) => sum + point.total, 0);
  const isWhole = known.length === points.length;
  const head = `On ${target}: ${isWhole ? '' : 'at least '}${total.toLocaleString('en-US')} places. Nothing is attached yet.`;
  const parts = points.map(({ line, text, optional, names, total: count, unknown }) => {
    const title = `line ${line + 1}: ${text}${optional ? ' (may be missing)' : ''}`;
    if (unknown !== undefined) return `${title}\n  not known: ${unknown}`;
    const more = count > names.length ? [`  … and ${(count - names.length).toLocaleString('en-US')} more`] : [];
    const listed = names.map((name) => `  ${name}`);
    return [`${title}: ${count.toLocaleString('en-US')}`, ...listed, ...more].join('\n');
  });
  return [head, ...parts].join('\n\n');
}
