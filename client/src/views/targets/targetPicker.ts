// The target picker: hosts of ssh_config, those of the settings, recent ones, this machine, or any host typed in.
import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { settings } from '../../settings.ts';
import type { Target } from '../../targets/target.ts';
import { configuredHosts, parseTarget } from '../../targets/targets.ts';
import type { KnownTargets } from './knownTargets.ts';

interface TargetItem extends QuickPickItem {
  /** What the target is called, or `back`; undefined on separators. */
  readonly target?: string | typeof back;
}

/** What the row stands for that leads back from an imported pack. */
const back = Symbol('back');

const backItem: TargetItem = {
  label: '$(discard) Leave the imported kernel pack',
  description: 'back to the target or pack before it',
  target: back,
};

/** `isImported`: an imported pack is in force, and the way back is offered first. Undefined: the user gave up. */
export async function pickTarget(
  current: string | undefined,
  known: KnownTargets,
  isImported: boolean,
): Promise<Target | 'back' | undefined> {
  const items = targetItems(current, known.recent, settings.targets(), await configuredHosts());
  const name = await askForTarget(isImported ? [backItem, ...items] : items);
  if (name === undefined) return undefined;
  if (name === back) return 'back';
  const target = parseTarget(name);
  await known.remember(target);
  return target;
}

function targetItems(
  current: string | undefined,
  recent: readonly string[],
  configured: readonly string[],
  aliases: readonly string[],
): readonly TargetItem[] {
  const offered = new Set<string>();
  const section = (title: string, icon: string, names: readonly string[]): TargetItem[] => {
    const fresh = names.filter((name) => !offered.has(name));
    for (const name of fresh) offered.add(name);
    if (fresh.length === 0) return [];
    const items = fresh.map((name) => ({
      label: `$(${icon}) ${name}`,
      target: name,
      ...(name === current && { description: 'picked now' }),
    }));
    return [{ label: title, kind: QuickPickItemKind.Separator }, ...items];
  };
  return [
    ...section('Recent', 'history', recent),
    ...section('This machine', 'device-desktop', ['local']),
    ...section('Settings', 'server', configured),
    ...section('SSH configuration', 'server', aliases),
  ];
}

function askForTarget(items: readonly TargetItem[]): Promise<TargetItem['target']> {
  return new Promise((resolve) => {
    const picker = window.createQuickPick<TargetItem>();
    picker.title = 'Target: whose kernel?';
    picker.placeholder = 'Pick a host, or type user@host or ssh://user@host:port';
    picker.matchOnDescription = true;
    picker.items = items;
    picker.onDidChangeValue((typed) => {
      const name = typed.trim();
      const isOffered = items.some(({ target }) => target === name);
      const problem = name === '' || isOffered ? '' : problemWith(name);
      const own: TargetItem = {
        label: `$(add) ${name}`,
        description: problem,
        alwaysShow: true,
        ...(problem === '' && { target: name }),
      };
      picker.items = name === '' || isOffered ? items : [...items, own];
    });
    picker.onDidAccept(() => {
      const target = picker.activeItems[0]?.target;
      if (target === undefined) return;
      resolve(target);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

/** Why a text is no target, '' when it is one. */
function problemWith(name: string): string {
  try {
    parseTarget(name);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
