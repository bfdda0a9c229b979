// Colours for what is drawn on a canvas, where CSS variables do not reach.

/** Colours of VS Code's themes in the order series take them. Not `charts.orange`: in some themes it is the see-through one of a search's matches. */
const seriesColors = [
  ['charts-blue', '#3794ff'],
  ['charts-yellow', '#cca700'],
  ['charts-green', '#89d185'],
  ['charts-red', '#f14c4c'],
  ['charts-purple', '#b180d7'],
  ['terminal-ansiCyan', '#11a8cd'],
] as const;

/** How many series have a colour of their own; those beyond are dashed. */
export const seriesColorCount = seriesColors.length;

/** A theme variable as it is now; the theme may change while the page lives. */
export function themeColor(name: string, fallback: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--vscode-${name}`).trim() || fallback;
}

/** The colour of a series by its place. */
export function seriesColor(index: number): string {
  const [name, fallback] = seriesColors[index % seriesColorCount] ?? seriesColors[0];
  return themeColor(name, fallback);
}

/** Calls back when the window's theme has changed: the editor then writes all its variables into the root's style. */
export function onThemeChange(changed: () => void): void {
  new MutationObserver(changed).observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
