// Reads ANSI colour sequences out of a line of output; every other escape sequence is dropped.

/** A stretch of text in one style. */
export interface StyledText {
  readonly text: string;
  /** CSS class names, '' for plain text. */
  readonly classes: string;
}

// CSI sequences, OSC strings (ended by BEL or ST), and two-byte escapes.
const escapeSequence = /\x1b(?:\[([0-9;:?<=>]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])/g;
const otherControls = /[\x00-\x08\x0b-\x1f\x7f]/g;

interface Style {
  readonly foreground: string;
  readonly background: string;
  readonly attributes: ReadonlySet<string>;
}
const plain: Style = { foreground: '', background: '', attributes: new Set() };

const colourNames = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const attributeNames = new Map([
  [1, 'bold'],
  [2, 'dim'],
  [3, 'italic'],
  [4, 'underline'],
]);

/** The stretches of a line; colours do not go on into the next line, since lines are read in any order. */
export function styledText(line: string): readonly StyledText[] {
  if (!line.includes('\x1b')) return [{ text: withoutControls(line), classes: '' }];
  const stretches: StyledText[] = [];
  let style = plain;
  let from = 0;
  const add = (to: number) => {
    const text = withoutControls(line.slice(from, to));
    if (text !== '') stretches.push({ text, classes: classNames(style) });
  };
  for (const match of line.matchAll(escapeSequence)) {
    add(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applyColours(style, match[1] ?? '');
  }
  add(line.length);
  return stretches.length > 0 ? stretches : [{ text: '', classes: '' }];
}

/** How much of the first `length` characters of a line is shown. */
export function shownLength(line: string, length: number): number {
  return styledText(line.slice(0, length)).reduce((sum, { text }) => sum + text.length, 0);
}

function withoutControls(text: string): string {
  return text.replace(otherControls, '');
}

function classNames({ foreground, background, attributes }: Style): string {
  const names = [...attributes].map((name) => `ansi-${name}`);
  if (foreground !== '') names.push(`ansi-${foreground}`);
  if (background !== '') names.push(`ansi-on-${background}`);
  return names.join(' ');
}

function applyColours(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number);
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code === 38 || code === 48) {
      // 256 colours and RGB have no place in a theme: their arguments are passed over.
      i += codes[i + 1] === 5 ? 2 : 4;
    } else next = applyColour(next, code);
  }
  return next;
}

function applyColour(style: Style, code: number): Style {
  if (code === 0) return plain;
  const attribute = attributeNames.get(code);
  if (attribute !== undefined) return { ...style, attributes: new Set([...style.attributes, attribute]) };
  if (code === 22) return { ...style, attributes: withoutNames(style.attributes, 'bold', 'dim') };
  if (code === 23) return { ...style, attributes: withoutNames(style.attributes, 'italic') };
  if (code === 24) return { ...style, attributes: withoutNames(style.attributes, 'underline') };
  if (code === 39) return { ...style, foreground: '' };
  if (code === 49) return { ...style, background: '' };
  const name = colourNames[code % 10];
  if (name === undefined) return style;
  if (code >= 30 && code < 38) return { ...style, foreground: name };
  if (code >= 40 && code < 48) return { ...style, background: name };
  if (code >= 90 && code < 98) return { ...style, foreground: `bright-${name}` };
  if (code >= 100 && code < 108) return { ...style, background: `bright-${name}` };
  return style;
}

function withoutNames(names: ReadonlySet<string>, ...gone: string[]): ReadonlySet<string> {
  return new Set([...names].filter((name) => !gone.includes(name)));
}
