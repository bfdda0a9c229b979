// The kernel pack of the picked target: the kept one at once, a fresh one when it is collected, told to the language server.
import { type Disposable, EventEmitter, type LogOutputChannel, ProgressLocation, window, workspace } from 'vscode';
import { collectPack, type KeptPack, keptPack } from '../../packs/packs.ts';
import { TargetFiles } from '../../packs/targetFiles.ts';
import { settings } from '../../settings.ts';
import type { Target } from '../../targets/target.ts';
import type { LanguageServer } from '../languageServer.ts';
import { traceScriptOf } from '../scripts/traceScript.ts';
import type { CurrentTarget } from '../targets/currentTarget.ts';
import { createEditorPrompter, quietPrompterOf } from '../targets/editorPrompter.ts';
import type { KeptSecrets } from '../targets/keptSecrets.ts';

/** What the packs are taken from, kept in and told to. */
export interface TargetPacksParts {
  readonly target: CurrentTarget;
  /** Folder that holds all packs. */
  readonly folder: string;
  readonly secrets: KeptSecrets;
  readonly log: LogOutputChannel;
  readonly server: LanguageServer;
}

/** Milliseconds between two looks at a target that was not asked for. */
const LOOK_EVERY = 15_000;

export class TargetPacks {
  readonly #parts: TargetPacksParts;
  readonly #collected = new EventEmitter<void>();
  /** A pack was brought, of the picked target or another. */
  readonly onCollected = this.#collected.event;
  #collecting: AbortController | undefined;
  /** The target that this window has been to, and when it last looked, in milliseconds. */
  #visited: { readonly target: Target; at: number } | undefined;
  readonly #subscriptions: readonly Disposable[];

  constructor(parts: TargetPacksParts) {
    this.#parts = parts;
    // After a module was loaded in a terminal, what comes next is the editor again, or a script that is saved.
    this.#subscriptions = [
      window.onDidChangeWindowState(({ focused }) => void (focused && this.#heal())),
      workspace.onDidSaveTextDocument((document) => void (traceScriptOf(document) && this.#heal())),
    ];
  }

  /** Puts the pack in force that was kept from an earlier visit; gives back its folder. */
  async useKept(): Promise<string | undefined> {
    const target = this.#parts.target.target;
    if (target === undefined) return undefined;
    const kept = await keptPack(this.#parts.folder, target);
    if (this.#parts.target.target !== target) return undefined;
    if (kept !== undefined) {
      const collected = new Date(kept.manifest.collectedAt).toLocaleString();
      this.#parts.target.setPack({ kind: 'ready', message: `Kernel pack of ${collected}.` }, kept.manifest);
    }
    this.#parts.server.usePack(kept?.folder, this.#filesOf(target));
    return kept?.folder;
  }

  /** Visits a target, the picked one when left out, for a fresh pack; a visit that is under way is given up. */
  async collect(asked?: Target): Promise<void> {
    const picked = this.#parts.target.target;
    const target = asked === undefined || asked.name === picked?.name ? picked : asked;
    if (target === undefined) return;
    this.#collecting?.abort();
    const abort = new AbortController();
    this.#collecting = abort;
    if (target === picked) this.#parts.target.setPack({ kind: 'collecting', message: 'Collecting the kernel pack.' });
    const options = { location: ProgressLocation.Window, title: `Kernel pack of ${target.name}`, cancellable: true };
    await window.withProgress(options, async (progress, cancellation) => {
      cancellation.onCancellationRequested(() => abort.abort());
      try {
        const pack = await collectPack(this.#parts.folder, target, {
          prompter: createEditorPrompter(this.#parts.secrets),
          signal: abort.signal,
          onProgress: (message) => progress.report({ message }),
          onPack: (early) => this.#use(target, early),
        });
        this.#collected.fire();
        this.#use(target, pack);
        this.#visited = { target, at: Date.now() };
      } catch (error) {
        this.#failed(target.name, abort.signal.aborted, error);
      }
    });
    if (this.#collecting === abort) this.#collecting = undefined;
  }

  /** Brings what changed on a target that this window has been to. Asks nobody; where the target is away all stays as it is. */
  async #heal(): Promise<void> {
    const visited = this.#visited;
    const target = this.#parts.target.target;
    if (visited === undefined || visited.target !== target || this.#collecting !== undefined) return;
    if (!settings.refreshesPacks() || Date.now() - visited.at < LOOK_EVERY) return;
    visited.at = Date.now();
    try {
      const before = await keptPack(this.#parts.folder, target);
      const pack = await collectPack(this.#parts.folder, target, { prompter: quietPrompterOf(this.#parts.secrets) });
      if (pack.folder !== before?.folder) this.#use(target, pack);
    } catch (error) {
      this.#parts.log.debug(`pack: ${target.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Puts a pack in force, unless the user is at another target by now. */
  #use(target: Target, pack: KeptPack): void {
    if (this.#parts.target.target !== target) return;
    this.#parts.target.setPack({ kind: 'ready', message: 'Kernel pack is up to date.' }, pack.manifest);
    this.#parts.server.usePack(pack.folder, this.#filesOf(target));
    this.#parts.log.info(`pack: ${target.name} ${pack.manifest.release} in ${pack.folder}`);
  }

  /** A target may be asked about its programs where it may be visited for its pack: no more is done there, and nobody is asked. */
  #filesOf(target: Target): TargetFiles | undefined {
    if (!workspace.isTrusted || !settings.refreshesPacks()) return undefined;
    return new TargetFiles(target, () => quietPrompterOf(this.#parts.secrets));
  }

  #failed(target: string, isAborted: boolean, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#parts.log.warn(`pack: ${target}: ${message}`);
    if (this.#parts.target.name !== target) return;
    this.#parts.target.setPack(
      isAborted
        ? { kind: 'none', message: 'Collecting was cancelled.' }
        : { kind: 'failed', message: `No fresh kernel pack: ${message}` },
    );
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
    this.#collecting?.abort();
  }
}
