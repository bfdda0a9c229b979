// What a script says of its own runs in the comment that it begins with: `// target: lab`, `// time limit: 30s`,
// `// arguments: eth0 5` and more. It goes wherever the script goes, so it wins over what was set in one window.
import { argumentWords } from './argumentWords.ts';
import { readDuration } from './duration.ts';
import { readSize } from './size.ts';

export interface HeaderOptions {
  /** As given to `parseTarget`. */
  readonly target?: string;
  /** Milliseconds. */
  readonly timeLimit?: number;
  /** Bytes. */
  readonly outputLimit?: number;
  /** Bytes of each CPU's buffer. */
  readonly bufferSize?: number;
  /** What the tracer starts and follows. */
  readonly command?: string;
  readonly arguments?: readonly string[];
  readonly tracerOptions?: readonly string[];
}

/** What each key takes; undefined for what does not read as it, which is prose. */
const readers: { readonly [Key in keyof HeaderOptions]-?: (value: string) => HeaderOptions[Key] } = {
  target: (value) => (/^[\w.@:/[\]%-]+$/.test(value) ? value : undefined),
  timeLimit: readDuration,
  outputLimit: readSize,
  bufferSize: readSize,
  command: (value) => value,
  arguments: argumentWords,
  tracerOptions: (value) => (value.startsWith('-') ? argumentWords(value) : undefined),
};

/** How the keys are written. */
const keys: ReadonlyMap<string, keyof HeaderOptions> = new Map([
  ['target', 'target'],
  ['time limit', 'timeLimit'],
  ['output limit', 'outputLimit'],
  ['buffer size', 'bufferSize'],
  ['command', 'command'],
  ['arguments', 'arguments'],
  ['tracer options', 'tracerOptions'],
]);

/** Lines of a script that are looked at. */
const mostLines = 50;

/** The comment may be of any of the three languages. The first of two lines with the same key counts. */
export function headerOptions(text: string): HeaderOptions {
  const options: Partial<Record<keyof HeaderOptions, unknown>> = {};
  for (const line of headerOf(text)) {
    const [, word = '', value = ''] = /^([a-z ]+):\s*(.*\S)\s*$/.exec(line) ?? [];
    const key = keys.get(word);
    const read = key && readers[key](value);
    if (key !== undefined && read !== undefined) options[key] ??= read;
  }
  return options as HeaderOptions;
}

/** The lines before the first that is no comment, without what makes them one. */
function* headerOf(text: string): Iterable<string> {
  let inBlock = false;
  for (const raw of text.split('\n', mostLines)) {
    const line = raw.trim();
    if (inBlock) {
      const end = line.indexOf('*/');
      yield (end < 0 ? line : line.slice(0, end)).replace(/^\*+/, '').trim();
      inBlock = end < 0;
      if (end >= 0 && line.slice(end + 2).trim() !== '') return;
    } else if (line.startsWith('/*')) {
      const end = line.indexOf('*/', 2);
      yield line
        .slice(2, end < 0 ? undefined : end)
        .replace(/^\*+/, '')
        .trim();
      inBlock = end < 0;
      if (end >= 0 && line.slice(end + 2).trim() !== '') return;
    } else if (line.startsWith('//')) yield line.slice(2).trim();
    else if (line.startsWith('#')) yield line.slice(1).trim();
    else if (line !== '') return;
  }
}
