// A picture as shapes, in pixels: the same for SVG and PNG. Knows nothing of the page.

export type Shape =
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string;
      /** From 0 to 1; left out: 1. */
      readonly opacity?: number;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the text's middle. */
      readonly y: number;
      readonly text: string;
      readonly fill: string;
      readonly anchor?: 'start' | 'middle' | 'end';
      readonly isBold?: true;
    }
  | {
      readonly kind: 'line';
      readonly points: readonly (readonly [x: number, y: number])[];
      readonly stroke: string;
      readonly width: number;
      readonly opacity?: number;
      readonly isDashed?: true;
    };

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

/** What a picture is painted with. */
export interface Palette {
  readonly background: string;
  readonly foreground: string;
  readonly dim: string;
  readonly grid: string;
  readonly warning: string;
  /** Of series, in the order they take them. */
  readonly series: readonly string[];
  readonly heat: string;
}

/** Pixels of a dashed line's strokes and gaps. */
export const dashes = [6, 4] as const;

export const fontSize = 12;
export const font = 'monospace';

/** One under the other, with titles; `footer` says what it is a picture of. */
export function stack(
  parts: readonly { readonly title: string; readonly picture: Picture }[],
  footer: string,
  { background, foreground, dim }: Palette,
): Picture {
  const margin = 16;
  const titleHeight = 24;
  const width = Math.max(320, ...parts.map(({ picture }) => picture.width)) + 2 * margin;
  const shapes: Shape[] = [];
  let y = margin;
  for (const { title, picture } of parts) {
    shapes.push({ kind: 'text', x: margin, y: y + titleHeight / 2, text: title, fill: foreground, isBold: true });
    y += titleHeight;
    shapes.push(...picture.shapes.map((shape) => moved(shape, margin, y)));
    y += picture.height + margin;
  }
  shapes.push({ kind: 'text', x: margin, y: y + fontSize / 2, text: footer, fill: dim });
  const height = y + fontSize + margin;
  return { width, height, shapes: [{ kind: 'box', x: 0, y: 0, width, height, fill: background }, ...shapes] };
}

function moved(shape: Shape, x: number, y: number): Shape {
  if (shape.kind !== 'line') return { ...shape, x: shape.x + x, y: shape.y + y };
  return { ...shape, points: shape.points.map(([left, top]) => [left + x, top + y] as const) };
}

/** Slanted lines over a box, inside it. */
export function hatching(x: number, y: number, width: number, height: number, stroke: string): readonly Shape[] {
  const shapes: Shape[] = [];
  for (let start = x - height; start < x + width; start += 6) {
    // Cut off where the line leaves the box.
    const [from, to] = [Math.max(start, x), Math.min(start + height, x + width)];
    if (to > from)
      shapes.push({
        kind: 'line',
        points: [
          [from, y + height - (from - start)],
          [to, y + height - (to - start)],
        ],
        stroke,
        width: 1,
        opacity: 0.55,
      });
  }
  return shapes;
}

export function toSvg({ width, height, shapes }: Picture): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}" font-size="${fontSize}">`;
  return `${head}\n${shapes.map(spell).join('\n')}\n</svg>\n`;
}

function spell(shape: Shape): string {
  switch (shape.kind) {
    case 'box': {
      const { x, y, width, height, fill, opacity } = shape;
      const clear = opacity === undefined ? '' : ` fill-opacity="${round(opacity)}"`;
      return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${escaped(fill)}"${clear}/>`;
    }
    case 'line': {
      const { points, stroke, width, opacity, isDashed } = shape;
      const clear = opacity === undefined ? '' : ` stroke-opacity="${round(opacity)}"`;
      const dash = isDashed ? ` stroke-dasharray="${dashes.join(' ')}"` : '';
      const places = points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
      return `<polyline points="${places}" fill="none" stroke="${escaped(stroke)}" stroke-width="${width}"${clear}${dash}/>`;
    }
    case 'text': {
      const { x, y, text, fill, anchor, isBold } = shape;
      const place = anchor === undefined || anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
      const weight = isBold ? ' font-weight="bold"' : '';
      return `<text x="${round(x)}" y="${round(y)}" dominant-baseline="central" fill="${escaped(fill)}"${place}${weight} xml:space="preserve">${escaped(text)}</text>`;
    }
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Text of a trace may hold what XML has no place for. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;');
}
