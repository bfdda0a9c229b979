// Reads a language's table of scripts: `NAME.scripts` (a line `%% name` before each script) and `NAME.verdicts` (`name: verdict`).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A script of ours. */
export interface TableScript {
  readonly name: string;
  readonly text: string;
}

export function readScripts(language: string): readonly TableScript[] {
  const all = readFileSync(join(import.meta.dirname, `${language}.scripts`), 'utf8');
  return all
    .split(/^%% /m)
    .slice(1)
    .map((one) => {
      const end = one.indexOf('\n');
      return { name: one.slice(0, end), text: one.slice(end + 1) };
    });
}

/** What the real tool said of each script, by name; `ok` where it took it. */
export function readVerdicts(language: string): ReadonlyMap<string, string> {
  const all = readFileSync(join(import.meta.dirname, `${language}.verdicts`), 'utf8');
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
