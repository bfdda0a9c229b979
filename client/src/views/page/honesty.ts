// What a picture must admit: hatching where something was lost, grey where an interval was not whole, "at least" before a total.
import type { RunMoments } from '../panelMessages.ts';
import { themeColor } from './themeColors.ts';
import { spellCount } from './words.ts';

/** Nothing is known yet, and nothing was lost. */
export const noMoments: RunMoments = { attachedAt: null, losses: [] };

/** Pixels between two lines of the hatching. */
const step = 6;

/** `at least ` where something was lost, else nothing. */
export function atLeast({ losses }: RunMoments): string {
  return losses.length > 0 ? 'at least ' : '';
}

/** What was lost between two moments (milliseconds since the run's start), in words; '' for nothing. */
export function lostBetween({ losses }: RunMoments, from: number, to: number): string {
  const count = losses.filter((span) => span.from < to && span.to > from).reduce((sum, span) => sum + span.count, 0);
  return count === 0 ? '' : `${spellCount(count)} lost around here`;
}

/** Whether the first of these moments ends an interval that was shorter than those after it. */
export function isFirstPartial({ attachedAt }: RunMoments, times: readonly number[]): boolean {
  const [first, second] = times;
  if (first === undefined || second === undefined) return false;
  const begin = attachedAt ?? 0;
  return first > begin && first - begin < 0.9 * (second - first);
}

/** Slanted lines over a part of a canvas, in the theme's colour for warnings. */
export function hatch(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = themeColor('editorWarning-foreground', '#cca700');
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.beginPath();
  for (let start = x - height; start < x + width; start += step) {
    context.moveTo(start, y + height);
    context.lineTo(start + height, y);
  }
  context.stroke();
  context.restore();
}

/** A veil over a part of a canvas. */
export function veil(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.save();
  context.fillStyle = themeColor('editor-background', '#808080');
  context.globalAlpha = 0.55;
  context.fillRect(x, y, width, height);
  context.fillStyle = themeColor('descriptionForeground', '#888888');
  context.globalAlpha = 0.18;
  context.fillRect(x, y, width, height);
  context.restore();
}
