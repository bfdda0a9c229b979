// Pushes findings to clients that do not ask for them: after the last edit of a burst, not at every letter.
import type { Connection } from 'vscode-languageserver';
import { diagnostics } from '../features/diagnostics.ts';
import { logFailure } from './guard.ts';
import type { Session } from './session.ts';
import { toDiagnostic } from './toLsp.ts';

/** Milliseconds without an edit. */
const QUIET = 100;

/** Sends findings to clients that do not ask for them. */
export class FindingsPusher {
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #due = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, session: Session) {
    this.#connection = connection;
    this.#session = session;
  }

  /** Says that the findings of documents may have changed. */
  schedule(uris: readonly string[]): void {
    if (this.#session.abilities.pullsDiagnostics) return;
    for (const uri of uris) this.#due.add(uri);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#push(), QUIET);
  }

  /** Takes a closed document's findings away. */
  clear(uri: string): void {
    this.#due.delete(uri);
    if (!this.#session.abilities.pullsDiagnostics) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #push(): void {
    const uris = [...this.#due];
    this.#due.clear();
    for (const uri of uris) {
      try {
        const script = this.#session.script(uri);
        if (!script) continue;
        const findings = diagnostics(script.analysis, this.#session.checks);
        const items = findings.map((finding) => toDiagnostic(script.document, finding));
        void this.#connection.sendDiagnostics({ uri, version: script.document.version, diagnostics: items });
      } catch (error) {
        logFailure(this.#connection, `the findings of ${uri}`, error);
      }
    }
  }
}
