// Reads a command's words; what is off about them is told in a sentence.
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { readDuration } from '../runs/duration.ts';
import { readSize } from '../runs/size.ts';
import { UsageError } from './command.ts';

/** `node:util`'s parseArgs with positionals; throws a `UsageError`. */
export function parseWords<Options extends ParseArgsOptionsConfig>(words: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Milliseconds of `10s`, `500ms`, `2m`, `1h`; throws a `UsageError`. */
export function parseDuration(text: string): number {
  const milliseconds = readDuration(text);
  if (milliseconds === undefined) throw new UsageError(`"${text}" is no duration. Write 10s, 500ms, 2m or 1h.`);
  return milliseconds;
}

/** Bytes of `64K`, `10M`, `1G`; throws a `UsageError`. */
export function parseSize(text: string): number {
  const bytes = readSize(text);
  if (bytes === undefined) throw new UsageError(`"${text}" is no size. Write 64K, 10M or 1G.`);
  return bytes;
}

/** Part of all CPUs of `50%` or `50`; undefined, which is any, of `0`. Throws a `UsageError`. */
export function parseCostLimit(text: string): number | undefined {
  const [, percent] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text) ?? [];
  if (percent === undefined || Number(percent) > 100)
    throw new UsageError(`"${text}" is no part of the CPUs. Write 0% to 100%; 0% is no limit.`);
  return Number(percent) > 0 ? Number(percent) / 100 : undefined;
}
