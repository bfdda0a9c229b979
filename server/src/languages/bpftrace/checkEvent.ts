// Checks what stands behind the provider of a timer or a counter: its unit and rate, or the event that is counted.
import type { Finding } from '../../syntax/finding.ts';
import { nearestNames } from '../../syntax/nearestNames.ts';
import type { ProbePoint } from '../../syntax/script.ts';
import type { AttachPoint, Part } from './attachPoint.ts';
import { hardwareEvents, softwareEvents, timeUnits } from './probeFacts.ts';

/** The release from which on an interval of 0 is refused: 0.23 does, 0.17 does not. */
const REFUSES_NO_INTERVAL = 23;

/** A mistake in `interval:s:0`, `profile:min:1`, `software:nosuch:1` and their like, if there is one. */
export function checkEvent(
  { range }: ProbePoint,
  { provider, parts }: AttachPoint,
  release: number,
): Finding | undefined {
  const [, first, second] = parts;
  if (!first) return undefined;
  const at = ({ start, end }: Part): Finding['range'] => ({ start: range.start + start, end: range.start + end });
  const unknown = (what: string, known: readonly string[]): Finding => {
    const near = nearestNames(first.text, known);
    const names = (near.length > 0 ? near : known).map((name) => `\`${name}\``).join(', ');
    return {
      range: at(first),
      severity: 'error',
      code: 'unknown-event',
      message: `\`${first.text}\` is no ${what}. ${near.length > 0 ? `Did you mean ${names}?` : `There are ${names}.`}`,
      fixes: near.map((newText) => ({ title: `Change to \`${newText}\``, edits: [{ range: at(first), newText }] })),
    };
  };
  switch (provider) {
    case 'software':
      return softwareEvents.includes(first.text) ? undefined : unknown('event of the software', softwareEvents);
    case 'hardware':
      return hardwareEvents.includes(first.text) ? undefined : unknown('event of the CPU', hardwareEvents);
    case 'interval':
    case 'profile':
      if (!second) return undefined;
      if (!timeUnits.includes(first.text)) return unknown('unit of time', timeUnits);
      // 0.17 takes any rate of an interval.
      if (!/^-|^0+$/.test(second.text) || (provider === 'interval' && release < REFUSES_NO_INTERVAL)) return undefined;
      return { range: at(second), severity: 'error', code: 'no-rate', message: 'A rate is a number above 0.' };
    default:
      return undefined;
  }
}
