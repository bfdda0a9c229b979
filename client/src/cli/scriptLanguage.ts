// Which language a file holds: by its extension, else by its `#!` line.
import { extname } from 'node:path';
import type { LanguageId } from '../../../server/src/protocol.ts';

const byExtension: Readonly<Record<string, LanguageId>> = {
  '.stp': 'systemtap',
  '.stpm': 'systemtap',
  '.bt': 'bpftrace',
  '.d': 'dtrace',
};

const byProgram: readonly (readonly [RegExp, LanguageId])[] = [
  [/^#!.*\bstap\b/, 'systemtap'],
  [/^#!.*\bbpftrace\b/, 'bpftrace'],
  [/^#!.*\bdtrace\b/, 'dtrace'],
];

/** All that there are. */
export const languages: readonly LanguageId[] = [...new Set(Object.values(byExtension))];

/** Undefined for a file that is no trace script. */
export function languageOfScript(path: string, text: string): LanguageId | undefined {
  const firstLine = text.slice(0, 200).split('\n', 1)[0] ?? '';
  return byExtension[extname(path)] ?? byProgram.find(([program]) => program.test(firstLine))?.[1];
}
