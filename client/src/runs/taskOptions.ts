// What a task in tasks.json says about a run; package.json has its schema.
import { readDuration } from './duration.ts';
import type { GivenOptions } from './mergeOptions.ts';
import { readSize } from './size.ts';

/** As the user wrote it: nothing in it is of the type it should be until it was looked at. */
export interface RunTaskDefinition {
  /** Path of the script, from the workspace folder. */
  readonly script: string;
  readonly target?: string;
  readonly arguments?: readonly string[];
  readonly timeLimit?: string;
  readonly outputLimit?: string;
  readonly bufferSize?: string;
  readonly command?: string;
  readonly pid?: number;
  readonly tracerOptions?: readonly string[];
}

/** Throws with a sentence about what cannot be read. */
export function taskOptions(definition: RunTaskDefinition): GivenOptions {
  const { timeLimit, outputLimit, bufferSize, command, pid } = definition;
  const words = (key: 'arguments' | 'tracerOptions') => {
    const value = definition[key];
    if (value === undefined) return {};
    if (!Array.isArray(value)) throw new Error(`"${key}" of the task is a list of words.`);
    return { [key]: value.map(String) };
  };
  const read = <Value>(key: string, text: string | undefined, reader: (text: string) => Value | undefined) => {
    if (text === undefined) return {};
    const value = reader(String(text));
    if (value === undefined) throw new Error(`"${text}" is no ${key} of a task.`);
    return { [key]: value };
  };
  return {
    ...words('arguments'),
    ...words('tracerOptions'),
    ...read('timeLimit', timeLimit, readDuration),
    ...read('outputLimit', outputLimit, readSize),
    ...read('bufferSize', bufferSize, readSize),
    ...read('command', command, (text) => text),
    ...read('pid', pid === undefined ? undefined : `${pid}`, (text) => (/^\d+$/.test(text) ? Number(text) : undefined)),
  };
}
