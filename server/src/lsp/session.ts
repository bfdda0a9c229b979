// What the server holds between requests: the open scripts and which pack each is read against.
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { type Analysis, analyse } from '../features/analysis.ts';
import type { CompletionItem } from '../features/completion.ts';
import type { Language } from '../languages/language.ts';
import { languageFor } from '../languages/registry.ts';
import type { UsePackParams } from '../protocol.ts';
import type { ClientAbilities } from './capabilities.ts';
import { PackShelf, type ShelfEvents } from './packShelf.ts';
import { TextDocument } from './positions.ts';
import type { Ask } from './targetPrograms.ts';

/** An open script with its analysis. */
export interface OpenScript {
  readonly document: TextDocument;
  readonly analysis: Analysis;
}

/** A document, and the analysis of its text against a pack at a revision of the shelf. */
interface Open {
  document: TextDocument;
  readonly language: Language;
  analysed?: { readonly analysis: Analysis; readonly revision: number };
}

/** Put in by the bundler: a hash of the server's sources. Run from the sources there is none. */
declare const TRACEWRIGHT_BUILD: string;
const build = typeof TRACEWRIGHT_BUILD === 'undefined' ? undefined : TRACEWRIGHT_BUILD;

/** One client's open scripts, their analyses and the packs that they are read with. */
export class Session {
  readonly packs: PackShelf;
  readonly checks: 'syntax' | 'all';
  readonly abilities: ClientAbilities;
  readonly #open = new Map<string, Open>();
  #defaultPack: string | undefined;
  readonly #packOf = new Map<string, string | undefined>();
  #completion: { readonly list: number; readonly items: readonly CompletionItem[] } = { list: 0, items: [] };

  /** `ask` reaches a client that can look at the target's files. */
  constructor(events: ShelfEvents, checks: 'syntax' | 'all', abilities: ClientAbilities, ask: Ask | undefined) {
    this.packs = new PackShelf(events, build, ask);
    this.checks = checks;
    this.abilities = abilities;
  }

  /** Opens a document; one of no language here is left alone. */
  async open(uri: string, languageId: string, version: number, text: string): Promise<void> {
    const language = languageFor(languageId, pathOf(uri));
    if (!language) return;
    this.#open.set(uri, { document: TextDocument.create(uri, languageId, version, text), language });
    await this.settled(uri);
  }

  change(uri: string, changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    const open = this.#open.get(uri);
    if (!open) return;
    open.document = TextDocument.update(open.document, [...changes], version);
    delete open.analysed;
  }

  close(uri: string): void {
    this.#open.delete(uri);
  }

  /** An open script, read against its pack as it is now; undefined where it is not open. */
  script(uri: string): OpenScript | undefined {
    const open = this.#open.get(uri);
    if (!open) return undefined;
    const { revision } = this.packs;
    if (open.analysed?.revision !== revision) {
      const pack = this.packs.pack(this.packFolder(uri));
      const source = { text: open.document.getText(), path: pathOf(uri), pack };
      open.analysed = { analysis: analyse(open.language, source), revision };
    }
    return { document: open.document, analysis: open.analysed.analysis };
  }

  get uris(): readonly string[] {
    return [...this.#open.keys()];
  }

  get defaultPack(): string | undefined {
    return this.#defaultPack;
  }

  /** The folder of the pack that a document is read against. */
  packFolder(uri: string): string | undefined {
    return this.#packOf.has(uri) ? this.#packOf.get(uri) : this.#defaultPack;
  }

  /** Reads the documents named, or all that have none of their own, against another pack from now on. */
  async usePack({ pack, documents }: UsePackParams): Promise<void> {
    const folder = pack ?? undefined;
    for (const uri of documents ?? []) {
      if (pack === undefined) this.#packOf.delete(uri);
      else this.#packOf.set(uri, folder);
    }
    if (!documents) this.#defaultPack = folder;
    this.forgetUnusedPacks();
    this.packs.revision++;
    if (folder === undefined) return;
    await this.packs.use(folder);
    await Promise.all(this.uris.map((uri) => this.settled(uri)));
  }

  /** Lets go of packs that were looked at for one answer. */
  forgetUnusedPacks(): void {
    const inUse = [this.#defaultPack, ...this.#packOf.values()].filter((used) => used !== undefined);
    this.packs.keepOnly(new Set(inUse));
  }

  /** Waits until a document's pack is loaded and prepared, as far as it ever will be. */
  async settled(uri: string): Promise<void> {
    const folder = this.packFolder(uri);
    const open = this.#open.get(uri);
    if (folder !== undefined && open) await this.packs.prepare(folder, open.language);
  }

  /**
   * Answers for a script, once more when the target's programs that the answer asked for are known. Each is waited for
   * `patience` milliseconds at most.
   */
  async withPrograms<Result>(
    uri: string,
    patience: number,
    answer: (script: OpenScript) => Result,
  ): Promise<Result | null> {
    for (let turn = 0; ; turn++) {
      const script = this.script(uri);
      if (!script) return null;
      const result = answer(script);
      // A program leads to its library, a library to its folder; nothing leads further.
      if (turn === 3 || !(await this.packs.programsCame(this.packFolder(uri), patience))) return result;
    }
  }

  /** Keeps a completion's items until the next, for the request that asks for documentation; gives their list's number. */
  keepCompletion(items: readonly CompletionItem[]): number {
    this.#completion = { list: this.#completion.list + 1, items };
    return this.#completion.list;
  }

  completionItem(list: number, index: number): CompletionItem | undefined {
    return list === this.#completion.list ? this.#completion.items[index] : undefined;
  }
}

/** A document's path, or its whole address where it has none. */
function pathOf(uri: string): string {
  try {
    return decodeURIComponent(new URL(uri).pathname);
  } catch {
    return uri;
  }
}
