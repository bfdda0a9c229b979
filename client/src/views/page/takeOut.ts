// What takes a view out of the panel: copied as text, CSV or Markdown, saved as a picture.
import { type CopyFormat, spellTables } from './copiedTable.ts';
import { element } from './element.ts';
import { paint } from './pictures/paintPicture.ts';
import { type Palette, type Picture, toSvg } from './pictures/picture.ts';
import { tablesIn } from './tablesIn.ts';
import { seriesColor, seriesColorCount, themeColor } from './themeColors.ts';

export interface TakeOutEvents {
  copy(text: string): void;
  /** `data`: SVG as text, PNG in base64. */
  save(format: 'png' | 'svg', data: string): void;
}

/** What is shown now: where its tables are, and how it looks as a picture, where it has one. */
export interface TakenView {
  readonly root: HTMLElement;
  readonly picture: ((palette: Palette) => Picture) | undefined;
}

/** Pixels of a PNG for one of the picture, and the most that a canvas takes. */
const density = 2;
const mostPixels = 16_000;

const copies: readonly (readonly [CopyFormat, string])[] = [
  ['text', 'Copy as text'],
  ['csv', 'Copy as CSV'],
  ['markdown', 'Copy as Markdown'],
];

/** A menu that opens under its button; Escape closes it. */
export class TakeOut {
  readonly root: HTMLDetailsElement;
  readonly #copies: readonly HTMLButtonElement[];
  readonly #pictures: readonly HTMLButtonElement[];
  readonly #viewOf: () => TakenView;

  constructor(viewOf: () => TakenView, events: TakeOutEvents) {
    this.#viewOf = viewOf;
    const item = (title: string, act: () => void): HTMLButtonElement => {
      const click = (): void => {
        act();
        this.#close();
      };
      return element('button', { class: 'menu-item', click }, title);
    };
    this.#copies = copies.map(([format, title]) =>
      item(title, () => events.copy(spellTables(tablesIn(viewOf().root), format))),
    );
    this.#pictures = [
      item('Save as PNG…', () => this.#draw((picture) => events.save('png', png(picture)))),
      item('Save as SVG…', () => this.#draw((picture) => events.save('svg', toSvg(picture)))),
    ];
    this.root = element(
      'details',
      { class: 'take-out', toggle: () => this.#offer() },
      element('summary', {}, 'Copy / Save'),
      element('div', { class: 'menu' }, ...this.#copies, ...this.#pictures),
    );
    this.root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.root.open) this.#close();
    });
    document.addEventListener('pointerdown', (event) => {
      if (!this.root.contains(event.target as Node)) this.root.open = false;
    });
  }

  /** Only what the view of now has. */
  #offer(): void {
    if (!this.root.open) return;
    const { root, picture } = this.#viewOf();
    const hasTables = tablesIn(root).length > 0;
    for (const button of this.#copies) button.hidden = !hasTables;
    for (const button of this.#pictures) button.hidden = picture === undefined;
  }

  #draw(then: (picture: Picture) => void): void {
    const picture = this.#viewOf().picture?.(palette());
    if (picture !== undefined) then(picture);
  }

  #close(): void {
    this.root.open = false;
    this.root.querySelector('summary')?.focus();
  }
}

function palette(): Palette {
  return {
    background: themeColor('editor-background', '#ffffff'),
    foreground: themeColor('editor-foreground', '#000000'),
    dim: themeColor('descriptionForeground', '#888888'),
    grid: themeColor('panel-border', '#80808040'),
    warning: themeColor('editorWarning-foreground', '#cca700'),
    series: Array.from({ length: seriesColorCount }, (_, index) => seriesColor(index)),
    heat: themeColor('charts-red', '#f14c4c'),
  };
}

function png(picture: Picture): string {
  const scale = Math.min(density, mostPixels / Math.max(picture.width, picture.height));
  const canvas = element('canvas', {
    width: Math.ceil(picture.width * scale),
    height: Math.ceil(picture.height * scale),
  });
  const context = canvas.getContext('2d');
  if (context === null) return '';
  context.scale(scale, scale);
  paint(context, picture);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
