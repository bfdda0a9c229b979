// Colours for what is drawn on a canvas, where CSS variables do not reach.

/** The chart colours of VS Code's themes, in the order series take them. */
const chartColors = ['blue', 'orange', 'green', 'red', 'purple', 'yellow'];

const fallbacks = ['#3794ff', '#d18616', '#89d185', '#f14c4c', '#b180d7', '#cca700'];

/** A theme variable as it is now; the theme may change while the page lives. */
export function themeColor(name: string, fallback: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--vscode-${name}`).trim() || fallback;
}

/** The colour of a series by its place. */
export function seriesColor(index: number): string {
  const place = index % chartColors.length;
  return themeColor(`charts-${chartColors[place]}`, fallbacks[place] ?? '#888888');
}
