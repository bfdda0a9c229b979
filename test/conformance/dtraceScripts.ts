// Reads dtrace.scripts: a line `%% name` before each script.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function readDtraceScripts(): readonly { readonly name: string; readonly text: string }[] {
  const all = readFileSync(join(import.meta.dirname, 'dtrace.scripts'), 'utf8');
  return [...all.matchAll(/^%% (.*)\n((?:(?!%% )[^\n]*\n)*)/gm)].map(([, name = '', text = '']) => ({ name, text }));
}
