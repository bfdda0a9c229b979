// The Targets view: groups and every target, each with its connection, kernel, tracers, rights and what it is for.
import {
  type Disposable,
  EventEmitter,
  MarkdownString,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  workspace,
} from 'vscode';
import { keptPack } from '../../packs/packs.ts';
import type { Target } from '../../targets/target.ts';
import { alone } from '../../targets/targetGroup.ts';
import { type LinkState, linkState, onLinkChange } from '../../targets/targets.ts';
import type { TargetPacks } from '../packs/targetPacks.ts';
import type { CurrentTarget } from './currentTarget.ts';
import type { HeldConnections } from './heldConnections.ts';
import type { KnownTargets, TargetGroup } from './knownTargets.ts';
import { decoratedUri, environmentColors, environmentOfTarget, TargetDecorations } from './targetColors.ts';

/** A row: a target, by itself or in a group, or a group. */
export type TargetRow = { readonly target: Target; readonly inGroup?: string } | { readonly group: TargetGroup };

export interface TargetsTreeParts {
  readonly known: KnownTargets;
  readonly current: CurrentTarget;
  readonly held: HeldConnections;
  readonly packs: TargetPacks;
  /** Folder that holds all packs. */
  readonly packFolder: string;
}

export class TargetsTree implements TreeDataProvider<TargetRow>, Disposable {
  readonly #parts: TargetsTreeParts;
  readonly #changed = new EventEmitter<TargetRow[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** The rows that VS Code knows, by id. A click on a row that was made anew meanwhile would come without it. */
  readonly #rows = new Map<string, TargetRow>();
  readonly #decorations = new TargetDecorations();
  readonly #subscriptions: readonly Disposable[];

  constructor(parts: TargetsTreeParts) {
    this.#parts = parts;
    const update = (): void => this.#changed.fire([...this.#rows.values()]);
    const refresh = (): void => this.#changed.fire(undefined);
    this.#subscriptions = [
      this.#changed,
      window.createTreeView('tracewright.targets', { treeDataProvider: this, showCollapseAll: true }),
      window.registerFileDecorationProvider(this.#decorations),
      parts.current.onChange(update),
      parts.held.onChange(update),
      parts.packs.onCollected(update),
      onLinkChange(update),
      // ssh_config may have been edited meanwhile.
      window.onDidChangeWindowState(({ focused }) => focused && refresh()),
      // What was typed into the picker is a target from now on.
      parts.current.onChange(() => this.#refreshForPicked()),
      workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration('tracewright')) return;
        this.#decorations.refresh();
        refresh();
      }),
    ];
  }

  async getChildren(row?: TargetRow): Promise<TargetRow[]> {
    if (row === undefined) {
      const { known } = this.#parts;
      const targets = await known.all();
      this.#rows.clear();
      return [
        ...known.groups.map((group) => this.#keep({ group })),
        ...targets.map((target) => this.#keep({ target })),
      ];
    }
    if (!('group' in row)) return [];
    return row.group.targets.map((target) => this.#keep({ target: alone(target), inGroup: row.group.name }));
  }

  #keep(row: TargetRow): TargetRow {
    this.#rows.set(idOf(row), row);
    return row;
  }

  #refreshForPicked(): void {
    const { target } = this.#parts.current;
    if (target !== undefined && !this.#rows.has(idOf({ target }))) this.#changed.fire(undefined);
  }

  async getTreeItem(row: TargetRow): Promise<TreeItem> {
    if ('group' in row) return groupItem(row.group);
    return row.target.via === undefined ? this.#targetItem(row.target, row.inGroup) : itemBehind(row.target, row);
  }

  async #targetItem(target: Target, inGroup: string | undefined): Promise<TreeItem> {
    const { current, held, packFolder } = this.#parts;
    const { name } = target;
    const account = held.accountOf(target);
    const manifest = account === undefined ? (await keptPack(packFolder, target))?.manifest : undefined;
    const kernel = account?.kernel ?? manifest?.release;
    const tracers = Object.entries(account?.tracers ?? manifest?.tracers ?? {}).map((words) => words.join(' '));
    const link = target.address.kind === 'local' ? undefined : linkState(name);
    const isPicked = current.name === name;
    const environment = environmentOfTarget(name);
    const facts: readonly string[] = [
      isPicked ? 'picked' : undefined,
      environment,
      link === undefined ? 'this machine' : linkWords[link.kind],
      kernel,
      ...tracers,
    ].filter((fact): fact is string => fact !== undefined && fact !== '');
    const item = new TreeItem(name);
    item.id = idOf({ target, ...(inGroup !== undefined && { inGroup }) });
    item.resourceUri = decoratedUri(name);
    item.description = facts.join(' · ');
    item.iconPath = new ThemeIcon(iconOf(link), environment && environmentColors[environment]);
    item.tooltip = tooltipOf(name, facts, link, account?.privilege);
    const why = link !== undefined && 'why' in link ? `. ${link.why}` : '';
    item.accessibilityInformation = { label: [name, ...facts].join(', ') + why };
    // Read by the menus: what is held can be let go.
    const isRemote = link !== undefined;
    item.contextValue = isRemote ? (held.isHeld(target) ? 'target remote held' : 'target remote') : 'target';
    return item;
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
  }
}

function idOf(row: TargetRow): string {
  return 'group' in row ? `group ${row.group.name}` : `${row.inGroup ?? ''}\n${row.target.name}`;
}

const linkWords: Readonly<Record<LinkState['kind'], string>> = {
  none: '',
  connecting: 'connecting',
  connected: 'connected',
  unreachable: 'unreachable',
  lost: 'connection lost',
};

function iconOf(link: LinkState | undefined): string {
  switch (link?.kind) {
    case undefined:
      return 'device-desktop';
    case 'none':
      return 'vm';
    case 'connecting':
      return 'sync~spin';
    case 'connected':
      return 'vm-active';
    case 'unreachable':
    case 'lost':
      return 'vm-outline';
  }
}

function groupItem(group: TargetGroup): TreeItem {
  const { name, targets, via, problem } = group;
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
  const connected = targets.filter((target) => linkState(target.name).kind === 'connected').length;
  const hosts = targets.length === 1 ? '1 target' : `${targets.length} targets`;
  item.id = idOf({ group });
  if (via !== undefined) item.description = `${hosts} through ${via}`;
  else item.description = connected === 0 ? hosts : `${hosts} · ${connected} connected`;
  if (problem !== '') item.description += ' · with a mistake';
  item.iconPath = new ThemeIcon(problem === '' ? 'server-environment' : 'warning');
  item.tooltip = [...targets.map((target) => target.name), ...(problem === '' ? [] : [problem])].join('\n');
  item.accessibilityInformation = { label: `group ${name}, ${item.description}` };
  item.contextValue = 'group';
  return item;
}

/** A host behind a head node: it is run on with its group, and examined; all else wants a target of its own. */
function itemBehind(target: Target, row: TargetRow): TreeItem {
  const { name, via } = target;
  const head = via?.name ?? '';
  const environment = environmentOfTarget(name);
  const item = new TreeItem(name);
  item.id = idOf(row);
  item.resourceUri = decoratedUri(name);
  item.description = [environment, `through ${head}`].filter((fact) => fact !== undefined).join(' · ');
  item.iconPath = new ThemeIcon('vm', environment && environmentColors[environment]);
  item.tooltip = new MarkdownString()
    .appendMarkdown('**')
    .appendText(name)
    .appendMarkdown('**\n\n')
    .appendText(
      `Run on Group and Check Target reach it through ${head}. To pick it and complete from its kernel, make it a target of its own: Host ${name} with ProxyJump ${head} in your ssh_config.`,
    );
  item.accessibilityInformation = { label: `${name}, ${item.description}` };
  item.contextValue = 'behind';
  return item;
}

function tooltipOf(
  name: string,
  facts: readonly string[],
  link: LinkState | undefined,
  privilege: string | undefined,
): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown('**').appendText(name).appendMarkdown('**\n\n').appendText(facts.join(' · '));
  if (link !== undefined && 'why' in link) text.appendMarkdown('\n\n').appendText(link.why);
  if (privilege !== undefined) text.appendMarkdown('\n\n').appendText(privilege);
  return text;
}
