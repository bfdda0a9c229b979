// Which of the texts that a run counted by may have been cut by its tracer, and how that is shown.
import { LineFormats } from '../../runs/columns/lineFormats.ts';
import { isCutBy, type TextLimit } from '../../runs/textLimit.ts';
import { element } from './element.ts';

/** Cuts nothing until it is told what does. */
export class CutTexts {
  #limit: TextLimit | undefined;
  #formats = new LineFormats([]);

  /** `limit`: how long a string can be; undefined where that is not known. `formats`: what the script prints. */
  know(limit: TextLimit | undefined, formats: LineFormats): void {
    this.#limit = limit;
    this.#formats = formats;
  }

  /**
   * For the user; '' where a text is whole. A key of several parts is cut where one of them is; a key that is a line of the script's own, as
   * those of SystemTap's histograms are, where one of its values is.
   */
  whyCut(text: string): string {
    const limit = this.#limit;
    if (limit === undefined) return '';
    if ([text, ...text.split(/, ?/)].some((part) => isCutBy(part, limit))) return limit.why;
    return this.#formats.whyCut(text);
  }

  /** The text with a mark that tells why on hover, or as it is. */
  mark(text: string): HTMLElement | string {
    const why = this.whyCut(text);
    return why === '' ? text : element('span', { class: 'cut', title: why }, `${text}…`);
  }

  /** For where there is no hover: with the mark alone. */
  spell(text: string): string {
    return this.whyCut(text) === '' ? text : `${text}…`;
  }

  /** What was counted by a key: `name`, `name[key]`. */
  title(name: string, key: string): readonly (HTMLElement | string)[] {
    return key === '' ? [name] : [`${name}[`, this.mark(key), ']'];
  }
}
