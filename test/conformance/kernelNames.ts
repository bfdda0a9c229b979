// The table of a kernel's functions beside what stap says of them, as text: a name and a letter for each mark.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const file = join(import.meta.dirname, 'kernelFunctions.names.gz');

/** What is known of a name, and its letter. */
const letters = {
  /** Code that stays; code that goes after boot; code behind that, of what never unloads. */
  kept: 'k',
  init: 'i',
  exit: 'e',
  /** In the kernel's own list of what kprobes may not touch. */
  forbidden: 'x',
  /** stap lists it. */
  listed: 'l',
  /** Not listed: at the address of one that is. */
  alias: 'a',
  /** Not listed: in debuginfo, and not refused either. */
  selected: 's',
  /** Not listed: refused by stap's own blocklist, by the section, file or name. */
  bySection: 'S',
  byFile: 'F',
  byName: 'N',
} as const;

export type Mark = keyof typeof letters;

/** What the compiler puts behind the name of a function that it makes out of another. */
export const madeByCompiler = /(\.(isra|constprop|part)\.\d+)+$/;

/** A kernel's functions, and what stap says of them. */
export interface KernelNames {
  /** Its release. */
  readonly kernel: string;
  /** stap's version. */
  readonly stap: string;
  /** stap's regular expression for the functions that it never probes. */
  readonly blocked: string;
  readonly names: ReadonlyMap<string, ReadonlySet<Mark>>;
}

export function writeNames({ kernel, stap, blocked, names }: KernelNames): void {
  const lines = Array.from(names, ([name, marks]) => {
    const spelled = Array.from(marks, (mark) => letters[mark]).sort();
    return `${name} ${spelled.join('')}`;
  });
  writeFileSync(file, gzipSync([kernel, stap, blocked, ...lines.sort()].join('\n'), { level: 9 }));
}

export function readNames(): KernelNames {
  const [kernel = '', stap = '', blocked = '', ...lines] = gunzipSync(readFileSync(file))
    .toString('latin1')
    .split('\n');
  const marks = new Map(Object.entries(letters).map(([mark, letter]) => [letter, mark as Mark]));
  const names = lines.map((line): [string, ReadonlySet<Mark>] => {
    const [name = '', spelled = ''] = line.split(' ');
    return [name, new Set(Array.from(spelled, (letter) => marks.get(letter as never) ?? assert.fail(line)))];
  });
  return { kernel, stap, blocked, names: new Map(names) };
}
