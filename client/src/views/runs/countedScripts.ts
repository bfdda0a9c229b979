// The copies of scripts that count what their probes do, each as a read-only document compared with its script.
import { basename } from 'node:path';
import { commands, type Disposable, EventEmitter, Uri, workspace } from 'vscode';
import { type ScriptClausesResult, scriptClauses } from '../../../../server/src/protocol.ts';
import { settings } from '../../settings.ts';
import { countedText } from '../../tracers/countedText.ts';
import type { LanguageServer } from '../languageServer.ts';
import type { TraceScript } from '../scripts/traceScript.ts';

const scheme = 'tracewright-counted';

export class CountedScripts implements Disposable {
  readonly #server: LanguageServer;
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #provider: Disposable;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.#provider = workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()),
    });
  }

  /** Gives a sentence where the script runs as it is. */
  async show({ document, languageId }: TraceScript): Promise<string | undefined> {
    const text = document.getText();
    const facts = await this.#server.request<ScriptClausesResult>(scriptClauses, { languageId, text });
    if (facts?.counted === undefined || !settings.countsProbes()) return 'The script runs as it is';
    const name = basename(document.uri.path);
    const uri = Uri.from({ scheme, path: `/${name}`, query: document.uri.toString() });
    this.#texts.set(uri.toString(), countedText(text, facts.counted));
    this.#changed.fire(uri);
    await commands.executeCommand('vscode.diff', document.uri, uri, `${name} ↔ as it runs`);
    return undefined;
  }

  dispose(): void {
    this.#provider.dispose();
    this.#changed.dispose();
  }
}
