// The kernel pack of the picked target: the kept one at once, a fresh one when it is collected, told to the language server.
import { type LogOutputChannel, ProgressLocation, window, workspace } from 'vscode';
import { collectPack, keptPack } from '../packs/packs.ts';
import { TargetFiles } from '../packs/targetFiles.ts';
import { settings } from '../settings.ts';
import type { Target } from '../targets/target.ts';
import type { CurrentTarget } from './currentTarget.ts';
import { createEditorPrompter, quietPrompterOf } from './editorPrompter.ts';
import type { KeptSecrets } from './keptSecrets.ts';
import type { LanguageServer } from './languageServer.ts';

/** What the packs are taken from, kept in and told to. */
export interface TargetPacksParts {
  readonly target: CurrentTarget;
  /** Folder that holds all packs. */
  readonly folder: string;
  readonly secrets: KeptSecrets;
  readonly log: LogOutputChannel;
  readonly server: LanguageServer;
}

export class TargetPacks {
  readonly #parts: TargetPacksParts;
  #collecting: AbortController | undefined;

  constructor(parts: TargetPacksParts) {
    this.#parts = parts;
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

  /** Visits the picked target for a fresh pack; a visit that is under way for another target is given up. */
  async collect(): Promise<void> {
    const target = this.#parts.target.target;
    if (target === undefined) return;
    this.#collecting?.abort();
    const abort = new AbortController();
    this.#collecting = abort;
    this.#parts.target.setPack({ kind: 'collecting', message: 'Collecting the kernel pack.' });
    const options = { location: ProgressLocation.Window, title: `Kernel pack of ${target.name}`, cancellable: true };
    await window.withProgress(options, async (progress, cancellation) => {
      cancellation.onCancellationRequested(() => abort.abort());
      try {
        const pack = await collectPack(this.#parts.folder, target, {
          prompter: createEditorPrompter(this.#parts.secrets),
          signal: abort.signal,
          onProgress: (message) => progress.report({ message }),
        });
        if (this.#parts.target.target !== target) return;
        this.#parts.target.setPack({ kind: 'ready', message: 'Kernel pack is up to date.' }, pack.manifest);
        this.#parts.server.usePack(pack.folder, this.#filesOf(target));
        this.#parts.log.info(`pack: ${target.name} ${pack.manifest.release} in ${pack.folder}`);
      } catch (error) {
        this.#failed(target.name, abort.signal.aborted, error);
      }
    });
    if (this.#collecting === abort) this.#collecting = undefined;
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
    this.#collecting?.abort();
  }
}
