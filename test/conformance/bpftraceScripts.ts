// Reads bpftrace.scripts (a line `%% name` before each script) and bpftrace.verdicts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A script of ours. */
export interface BpftraceCase {
  readonly name: string;
  readonly text: string;
}

export function readBpftraceScripts(): readonly BpftraceCase[] {
  const all = readFileSync(join(import.meta.dirname, 'bpftrace.scripts'), 'utf8');
  return all
    .split(/^%% /m)
    .slice(1)
    .map((one) => {
      const end = one.indexOf('\n');
      return { name: one.slice(0, end), text: one.slice(end + 1) };
    });
}

/** What bpftrace says of each script by name: `ok`, or line, column and message of its first error. */
export function readBpftraceVerdicts(): ReadonlyMap<string, string> {
  const all = readFileSync(join(import.meta.dirname, 'bpftrace.verdicts'), 'utf8');
  return new Map(
    all
      .trimEnd()
      .split('\n')
      .map((line): [string, string] => {
        const [, name = '', verdict = ''] = /^(.*?): (.*)$/.exec(line) ?? [];
        return [name, verdict];
      }),
  );
}
