// Tells which text of a script goes to the target.
import { countedText } from '../tracers/countedText.ts';
import type { RunScript } from '../tracers/tracer.ts';
import type { LiveRun } from './liveRun.ts';

/** The script as it goes to the target: a copy that counts under the same name, where there is one. */
export function sentScript({ request: { script, counted }, untold }: LiveRun): RunScript {
  return counted === undefined || untold !== '' ? script : { ...script, text: countedText(script.text, counted) };
}
