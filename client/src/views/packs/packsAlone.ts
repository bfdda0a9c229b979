// Kernel packs without a target: one that was imported, else the one that lies in the workspace. Connects to nothing.
import { commands, type Disposable, type LogOutputChannel, type Memento, RelativePattern, workspace } from 'vscode';
import { importArchive } from '../../packs/packArchive.ts';
import { openPackFolder, spellPack } from '../../packs/packFolder.ts';
import type { KeptPack } from '../../packs/packs.ts';
import { findWorkspacePack, workspacePackPattern } from '../../packs/workspacePack.ts';
import type { LanguageServer } from '../languageServer.ts';
import type { CurrentTarget } from '../targets/currentTarget.ts';
import type { TargetPacks } from './targetPacks.ts';

const importedKey = 'importedPack';

/** What the packs are kept in, shown by and told to. */
export interface PacksAloneParts {
  readonly target: CurrentTarget;
  readonly packs: TargetPacks;
  readonly server: LanguageServer;
  readonly log: LogOutputChannel;
  /** Folder that holds all packs. */
  readonly folder: string;
  /** Of the workspace: another window goes on with its target. */
  readonly memory: Memento;
}

export class PacksAlone {
  readonly #parts: PacksAloneParts;
  readonly #subscriptions: Disposable[] = [];

  constructor(parts: PacksAloneParts) {
    this.#parts = parts;
    const { target } = parts;
    this.#subscriptions.push(
      target.onChange(() => {
        if (target.target !== undefined && this.isImported) void this.#remember(undefined);
      }),
    );
    for (const { uri } of workspace.workspaceFolders ?? []) {
      if (uri.scheme !== 'file') continue;
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(uri, workspacePackPattern));
      const look = (): void => {
        if (!this.isImported) void this.#useWorkspacePack();
      };
      this.#subscriptions.push(
        watcher,
        watcher.onDidCreate(look),
        watcher.onDidChange(look),
        watcher.onDidDelete(look),
      );
    }
  }

  /** Whether a pack that was imported is in force. */
  get isImported(): boolean {
    return this.#parts.memory.get(importedKey) !== undefined;
  }

  /** At the start of a window: the pack that was imported in it, the picked target's, or the workspace's. */
  async restore(): Promise<void> {
    const { target, packs, memory } = this.#parts;
    const folder = memory.get<string>(importedKey);
    const imported = folder === undefined ? undefined : await openPackFolder(folder).catch(() => undefined);
    await this.#remember(imported?.folder);
    if (imported !== undefined) {
      this.#use(imported, 'imported');
      return;
    }
    target.restore();
    await packs.useKept();
    await this.#useWorkspacePack();
  }

  /** Puts a pack's file in force in place of any target. Rejects with a `PackFileError`. */
  async import(file: string): Promise<KeptPack> {
    const pack = await importArchive(file, this.#parts.folder);
    this.#use(pack, 'imported');
    await this.#remember(pack.folder);
    return pack;
  }

  /** Puts in force again what was before a pack was imported, as a new window would; nothing where none was. */
  async leave(): Promise<void> {
    if (!this.isImported) return;
    const { target, server } = this.#parts;
    await this.#remember(undefined);
    target.usePackAlone(undefined, { kind: 'none', message: 'No kernel pack yet.' });
    server.usePack(undefined, undefined);
    await this.restore();
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
  }

  /** The folder of the imported pack; menus offer the way back from it. */
  async #remember(folder: string | undefined): Promise<void> {
    await this.#parts.memory.update(importedKey, folder);
    await commands.executeCommand('setContext', 'tracewright.packImported', folder !== undefined);
  }

  /** Only where no target is picked; a repository that is opened must not bother anyone with what is wrong with its pack. */
  async #useWorkspacePack(): Promise<void> {
    const { target, server, log, folder } = this.#parts;
    if (target.target !== undefined) return;
    const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    try {
      const paths = folders.map(({ uri }) => uri.fsPath);
      const pack = await findWorkspacePack(paths, folder);
      if (target.target !== undefined) return;
      if (pack !== undefined) this.#use(pack, 'workspace');
      else if (target.packName !== undefined) {
        target.usePackAlone(undefined, { kind: 'none', message: 'The kernel pack of this workspace is gone.' });
        server.usePack(undefined, undefined);
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.warn(`pack: ${message}`);
      if (target.target === undefined) target.usePackAlone(undefined, { kind: 'failed', message });
    }
  }

  #use(pack: KeptPack, origin: 'imported' | 'workspace'): void {
    const { target, server, log } = this.#parts;
    const { manifest, folder } = pack;
    const collected = new Date(manifest.collectedAt).toLocaleDateString();
    const wayBack = origin === 'imported' ? ' Leave Imported Kernel Pack goes back to what was before it.' : '';
    const message = `Kernel pack of ${collected}. No target is picked: scripts are checked, none can run.${wayBack}`;
    target.usePackAlone(`pack of ${spellPack(manifest)} (${origin})`, { kind: 'ready', message }, manifest);
    // The same folder may hold another pack by now.
    if (server.pack === folder) server.usePack(undefined, undefined);
    server.usePack(folder, undefined);
    log.info(`pack: ${spellPack(manifest)} (${origin}) in ${folder}`);
  }
}
