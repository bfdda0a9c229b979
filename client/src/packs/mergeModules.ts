// Puts what belongs to changed modules in place of what a kept pack has of them.

/** Lines like `… name [module]`: the old ones without the stale modules', then the new ones. */
export function mergeLines(old: string, news: string, stale: ReadonlySet<string>): string {
  const kept = old.split('\n').filter((line) => !stale.has(moduleOf(line)));
  if (kept.at(-1) === '') kept.pop();
  return [...kept, news].join('\n');
}

function moduleOf(line: string): string {
  const open = line.lastIndexOf('[');
  return open < 0 ? '' : line.slice(open + 1, line.indexOf(']', open));
}

/** Formats behind `==> SUBSYSTEM/NAME <==` lines: the new ones, and the old ones of events that are still there. */
export function mergeFormats(old: string, news: string, events: string): string {
  const there = new Set(events.split('\n').map((line) => line.replace(':', '/')));
  const brought = new Set(blocksOf(news).map(nameOf));
  // Events without a line in available_events (ftrace's own) are in no module.
  const listed = (name: string): boolean => there.has(name) || name.startsWith('ftrace/');
  const kept = blocksOf(old).filter((block) => listed(nameOf(block)) && !brought.has(nameOf(block)));
  return [...kept, news].join('');
}

function blocksOf(text: string): readonly string[] {
  return text.split(/^(?===> )/m).filter((block) => block !== '');
}

function nameOf(block: string): string {
  return /^==> (.*) <==/.exec(block)?.[1] ?? '';
}
