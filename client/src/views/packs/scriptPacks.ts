// Scripts that name a target of their own are read against that target's kept pack, whichever target is picked.
import { type Disposable, EventEmitter, type TextDocument, type Uri, workspace } from 'vscode';
import { type KeptPack, keptPack } from '../../packs/packs.ts';
import { headerOptions } from '../../runs/headerOptions.ts';
import type { Target } from '../../targets/target.ts';
import { parseTarget } from '../../targets/targets.ts';
import type { LanguageServer } from '../languageServer.ts';
import { traceScriptOf } from '../scripts/traceScript.ts';
import type { CurrentTarget } from '../targets/currentTarget.ts';
import type { TargetPacks } from './targetPacks.ts';

export interface ScriptPacksParts {
  readonly target: CurrentTarget;
  readonly packs: TargetPacks;
  readonly server: LanguageServer;
  /** Folder that holds all packs. */
  readonly folder: string;
}

/** The target that a script names itself, where it is not the one picked, and what is kept of its kernel. */
export interface OwnPack {
  readonly target: Target;
  readonly pack: KeptPack | undefined;
}

export class ScriptPacks implements Disposable {
  readonly #parts: ScriptPacksParts;
  readonly #own = new Map<string, OwnPack>();
  readonly #changed = new EventEmitter<void>();
  /** Another pack, or none, is in force for a script. */
  readonly onChange = this.#changed.event;
  readonly #subscriptions: readonly Disposable[];

  constructor(parts: ScriptPacksParts) {
    this.#parts = parts;
    const lookAtAll = (): void => {
      for (const document of workspace.textDocuments) void this.#look(document, true);
    };
    this.#subscriptions = [
      this.#changed,
      workspace.onDidOpenTextDocument((document) => void this.#look(document)),
      workspace.onDidChangeTextDocument(({ document }) => void this.#look(document)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
      parts.target.onChange(lookAtAll),
      parts.packs.onCollected(lookAtAll),
    ];
    lookAtAll();
  }

  /** Undefined where the script is read as all others are. */
  of(script: Uri): OwnPack | undefined {
    return this.#own.get(script.toString());
  }

  /** What such a script is completed and checked against, for people; undefined as with `of`. */
  placeOf(script: Uri): string | undefined {
    const own = this.of(script);
    return own && [own.target.name, own.pack?.manifest.release ?? 'no kernel pack yet'].join(' · ');
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
  }

  /** `anew`: the pack may have changed though the target's name has not. */
  async #look(document: TextDocument, anew = false): Promise<void> {
    if (traceScriptOf(document) === undefined) return;
    const target = this.#ownTarget(document);
    const known = this.of(document.uri);
    if (target?.name === known?.target.name && !(anew && target !== undefined)) return;
    if (target === undefined) {
      this.#forget(document.uri);
      return;
    }
    const pack = await keptPack(this.#parts.folder, target);
    // What the user typed meanwhile is looked at by a call of its own.
    if (document.isClosed || this.#ownTarget(document)?.name !== target.name) return;
    const before = this.of(document.uri);
    if (before?.target.name === target.name && before.pack?.folder === pack?.folder) return;
    this.#own.set(document.uri.toString(), { target, pack });
    this.#parts.server.usePackFor(document.uri, pack?.folder ?? null);
    this.#changed.fire();
  }

  #forget(uri: Uri): void {
    if (!this.#own.delete(uri.toString())) return;
    this.#parts.server.usePackFor(uri, undefined);
    this.#changed.fire();
  }

  #ownTarget(document: TextDocument): Target | undefined {
    const { target: name } = headerOptions(document.getText());
    if (name === undefined) return undefined;
    try {
      const target = parseTarget(name);
      return target.name === this.#parts.target.name ? undefined : target;
    } catch {
      return undefined;
    }
  }
}
