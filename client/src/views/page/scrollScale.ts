// Maps a scroll bar to lines. Browsers cap an element's height, so the range of huge logs is scaled: a pixel is many lines.

/** What the mapping depends on. */
export interface Geometry {
  /** Lines in the log. */
  readonly count: number;
  /** Pixels. */
  readonly rowHeight: number;
  /** Pixels of log that can be seen. */
  readonly viewHeight: number;
}

// Chromium and Firefox lay out elements up to some 17 million pixels exactly; half of it leaves room for zoom.
const tallest = 8_000_000;

/** Height of the scrolled content in pixels. */
export function contentHeight({ count, rowHeight }: Geometry): number {
  return Math.min(count * rowHeight, tallest);
}

/** Whether a pixel of the scroll bar is more than a pixel of log. */
export function isScaled({ count, rowHeight }: Geometry): boolean {
  return count * rowHeight > tallest;
}

/** The topmost line, in fractions, when scrolled to the end. */
export function lastTop({ count, rowHeight, viewHeight }: Geometry): number {
  return Math.max(0, count - viewHeight / rowHeight);
}

/** The line at the top for a scroll position, in fractions. */
export function topForScroll(geometry: Geometry, scrollTop: number): number {
  const range = contentHeight(geometry) - geometry.viewHeight;
  if (range <= 0) return 0;
  return (Math.min(Math.max(scrollTop, 0), range) / range) * lastTop(geometry);
}

/** The scroll position in pixels that shows a line at the top. */
export function scrollForTop(geometry: Geometry, top: number): number {
  const range = contentHeight(geometry) - geometry.viewHeight;
  const last = lastTop(geometry);
  return last === 0 ? 0 : (Math.min(Math.max(top, 0), last) / last) * Math.max(0, range);
}
