// Brings together what is said about a run in several places.
import type { RunOptions } from '../tracers/tracer.ts';

/** What one place says; a field that is missing says nothing, a limit of 0 says that there is none. */
export type GivenOptions = Partial<RunOptions>;

/** The first place that says something about a field decides; options of the tracer add up, those of the first place coming last. */
export function mergeOptions(...places: readonly GivenOptions[]): RunOptions {
  const first = <Key extends keyof RunOptions>(key: Key): Pick<RunOptions, Key> | undefined => {
    const value = places.find((place) => place[key] !== undefined)?.[key];
    return value === undefined || value === 0 ? undefined : ({ [key]: value } as Pick<RunOptions, Key>);
  };
  const tracerOptions = places.toReversed().flatMap((place) => place.tracerOptions ?? []);
  return {
    arguments: [],
    ...first('arguments'),
    ...first('timeLimit'),
    ...first('outputLimit'),
    ...first('bufferSize'),
    ...first('command'),
    ...first('pid'),
    ...first('buildOn'),
    ...(tracerOptions.length > 0 && { tracerOptions }),
  };
}
