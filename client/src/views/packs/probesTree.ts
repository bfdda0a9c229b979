// The Probes tree: all that can be probed on the picked target, row by row as it is opened; rows are dragged into scripts.
import {
  commands,
  type DataTransfer,
  DataTransferItem,
  type Disposable,
  type DocumentDropEdit,
  EventEmitter,
  languages,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from 'vscode';
import type { BrowseProbesResult, ClauseResult, LanguageId, ProbeNode } from '../../../../server/src/protocol.ts';
import { browseProbes, clause } from '../../../../server/src/protocol.ts';
import type { LanguageServer } from '../languageServer.ts';
import { traceLanguages } from '../scripts/traceScript.ts';
import type { CurrentTarget } from '../targets/currentTarget.ts';

/** What a dragged row carries. */
const mime = 'application/vnd.code.tree.tracewright.probes';

/** Rows below one row; the server groups what is more. */
const mostRows = 2000;

const icons: Readonly<Record<string, string>> = {
  function: 'symbol-function',
  programFunction: 'symbol-function',
  tracepoint: 'symbol-event',
  syscall: 'symbol-interface',
  marker: 'symbol-event',
};

export class ProbesTree implements TreeDataProvider<ProbeNode>, Disposable {
  readonly #server: LanguageServer;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: TreeView<ProbeNode>;
  readonly #subscriptions: readonly Disposable[];

  constructor(server: LanguageServer, target: CurrentTarget) {
    this.#server = server;
    this.#view = window.createTreeView('tracewright.probes', {
      treeDataProvider: this,
      showCollapseAll: true,
      dragAndDropController: {
        dragMimeTypes: [mime],
        dropMimeTypes: [],
        handleDrag: ([node], data: DataTransfer) => {
          if (node?.place) data.set(mime, new DataTransferItem(JSON.stringify(node.place)));
        },
      },
    });
    const refresh = (): void => {
      this.#view.description = target.place;
      // While this stands there, the buttons that would begin what is under way do not.
      const isFirst = target.packState.kind === 'collecting' && target.kernel === '';
      this.#view.message = isFirst ? `The kernel pack of ${target.name} is being collected; its probes come here.` : '';
      this.#changed.fire(undefined);
      void commands.executeCommand('setContext', 'tracewright.targetKnown', target.kernel !== '');
    };
    const selector = traceLanguages.map((language) => ({ language }));
    this.#subscriptions = [
      this.#view,
      this.#changed,
      target.onChange(refresh),
      server.onPackReady(refresh),
      languages.registerDocumentDropEditProvider(
        selector,
        { provideDocumentDropEdits: (document, _, data) => this.#drop(document.languageId as LanguageId, data) },
        { dropMimeTypes: [mime] },
      ),
    ];
    refresh();
  }

  getTreeItem({ id, label, description, hasChildren, place }: ProbeNode): TreeItem {
    const item = new TreeItem(label, hasChildren ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
    item.description = description;
    item.tooltip = description === '' ? label : `${label}: ${description}`;
    if (id !== '') item.id = id;
    if (place) {
      item.contextValue = 'place';
      item.iconPath = new ThemeIcon(icons[place.kind] ?? 'symbol-misc');
    } else if (!hasChildren) {
      item.iconPath = new ThemeIcon('symbol-field');
    }
    return item;
  }

  async getChildren(node?: ProbeNode): Promise<ProbeNode[]> {
    const params = { ...(node && { parent: node.id }), limit: mostRows };
    const result = await this.#server.request<BrowseProbesResult>(browseProbes, params);
    return [...(result?.nodes ?? [])];
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
  }

  async #drop(languageId: LanguageId, data: DataTransfer): Promise<DocumentDropEdit | undefined> {
    const dragged = await data.get(mime)?.asString();
    if (dragged === undefined) return undefined;
    const result = await this.#server.request<ClauseResult>(clause, { languageId, place: JSON.parse(dragged) });
    if (result === undefined || 'refused' in result) return undefined;
    return { insertText: `${result.text}\n` };
  }
}
