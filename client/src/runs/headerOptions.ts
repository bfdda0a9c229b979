// What a script says of its own runs in the comment that it begins with: `// target: lab`, `// time limit: 30s`,
// `// arguments: eth0 5`. It goes wherever the script goes, so it wins over what was set in one window.
import { argumentWords } from './argumentWords.ts';
import { readDuration } from './duration.ts';

export interface HeaderOptions {
  /** As given to `parseTarget`. */
  readonly target?: string;
  /** Milliseconds. */
  readonly timeLimit?: number;
  readonly arguments?: readonly string[];
}

/** Lines of a script that are looked at. */
const mostLines = 50;

/** The comment may be of any of the three languages; what does not read as an option is prose. */
export function headerOptions(text: string): HeaderOptions {
  const options: { target?: string; timeLimit?: number; arguments?: readonly string[] } = {};
  for (const line of headerOf(text)) {
    const [, key, value = ''] = /^(target|time limit|arguments):\s*(.*\S)\s*$/.exec(line) ?? [];
    if (key === 'target' && /^[\w.@:/[\]%-]+$/.test(value)) options.target ??= value;
    else if (key === 'arguments') {
      const words = argumentWords(value);
      if (words !== undefined) options.arguments ??= words;
    } else if (key === 'time limit') {
      const milliseconds = readDuration(value);
      if (milliseconds !== undefined) options.timeLimit ??= milliseconds;
    }
  }
  return options;
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
