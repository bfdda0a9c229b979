// What stap says about the counted copy, as it would have said it about the script: columns, quoted lines, and nothing of our own.
import type { CountedCopy } from '../../../../server/src/protocol.ts';
import { countedText, extrasByLine, scriptColumn } from '../countedText.ts';
import { LineSplitter, type SplitLine } from '../lineSplitter.ts';
import type { RunScript, StderrRestorer } from '../tracer.ts';

const longestLine = 64 * 1024;
const sourceHead = ' source: ';

export function restorer(script: RunScript, copy: CountedCopy): StderrRestorer {
  const splitter = new LineSplitter(longestLine);
  const places = extrasByLine(script.text, copy);
  const lines = script.text.split('\n');
  const rows = new Map(
    countedText(script.text, copy)
      .split('\n')
      .slice(0, lines.length)
      .map((line, row) => [line, row]),
  );
  let readings = '';
  /** The line that was just quoted, from 0, while its caret may come. */
  let quoted: number | undefined;

  const restore = (line: string): readonly string[] => {
    const [, reading] = /^WARNING: tracewright (\d+ \d+ \d+ \d+)$/.exec(line) ?? [];
    if (reading !== undefined) {
      readings += `${reading}\n`;
      return [];
    }
    const caret = /^ +\^$/.exec(line);
    if (caret && quoted !== undefined) {
      const column = scriptColumn(places.get(quoted), line.length - sourceHead.length);
      quoted = undefined;
      return [`${' '.repeat(sourceHead.length + column - 1)}^`];
    }
    quoted = undefined;
    if (line.startsWith(sourceHead)) {
      quoted = rows.get(line.slice(sourceHead.length));
      return [quoted === undefined ? line : `${sourceHead}${lines[quoted]}`];
    }
    return [withPlaces(line)];
  };
  const withPlaces = (line: string): string => {
    const told = line.replace(/(\S*?):(\d+):(\d+)/g, (whole, file: string, row: string, column: string) =>
      file === '<input>' || file.split('/').at(-1) === script.name
        ? `${script.name}:${row}:${scriptColumn(places.get(Number(row) - 1), Number(column))}`
        : whole,
    );
    return told.replace(/(?:, )?\btracewright_\w+/g, '');
  };
  const restoreAll = (found: Iterable<SplitLine>): Buffer =>
    Buffer.from(
      [...found].flatMap(({ text, isCut }) => restore(text).map((line) => (isCut ? line : `${line}\n`))).join(''),
    );
  return {
    push: (bytes) => restoreAll(splitter.push(bytes)),
    end: () => restoreAll(splitter.end()),
    get lastReading() {
      return readings;
    },
  };
}
