// Tables and courses of a run's lines: sorted, grouped, filtered, bounded, and read from a real spool in a thread.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { LineColumns } from '../../client/src/runs/columns/lineColumns.ts';
import { LineCourse } from '../../client/src/runs/columns/lineCourse.ts';
import { LineFormats } from '../../client/src/runs/columns/lineFormats.ts';
import { filterOf, type LineAnswer, type LineQuery } from '../../client/src/runs/columns/lineQuery.ts';
import { LineTable } from '../../client/src/runs/columns/lineTable.ts';
import { Spool } from '../../client/src/runs/spool/spool.ts';
import { tracers } from '../../client/src/tracers/tracers.ts';
import type { OutputFormat, OutputPiece } from '../../server/src/protocol.ts';

const value = (column: string, type: 'integer' | 'text', longest?: number): OutputPiece => ({
  kind: 'value',
  type,
  column,
  expression: column,
  width: 0,
  isLeft: false,
  ...(longest !== undefined && { longest }),
});
const literal = (text: string): OutputPiece => ({ kind: 'literal', text });
/** `comm us`, and `! text`. */
const formats: readonly OutputFormat[] = [
  { line: 3, pieces: [value('us', 'integer'), literal(' us '), value('comm', 'text', 8)] },
  { line: 9, pieces: [literal('! '), value('what', 'text')] },
];
const known = new LineFormats(formats);
const query: LineQuery = { shape: 0, groupBy: null, sortBy: null, isDescending: true, filter: '', series: null };

const lines = ['5 us cat', '40 us sh', 'no format', '1 us cat', '! odd', '300 us sh', '7 us longname'];

function answer(asked: Partial<LineQuery>, texts: readonly string[] = lines): LineAnswer {
  const table = new LineTable(known, { ...query, ...asked });
  for (const [index, text] of texts.entries()) table.add(text, true, index * 1000);
  return table.answer(texts.length);
}

/** Its rows as text. */
function rowsOf({ headings, rows }: LineAnswer): readonly string[] {
  return [headings.map(({ title }) => title).join(' | '), ...rows.map(({ cells }) => cells.join(' | '))];
}

test('lines as rows: the newest first, or by a column', () => {
  const newest = answer({});
  assert.deepEqual(rowsOf(newest).slice(0, 3), ['us | comm', '7 | longname', '300 | sh']);
  assert.deepEqual([newest.counts, newest.taken, newest.rowCount, newest.scanned], [[5, 1], 5, 5, 7]);
  assert.deepEqual(newest.rows[0]?.cut, [1]);
  assert.equal(newest.rows[0]?.line, 6);
  assert.deepEqual(rowsOf(answer({ sortBy: 0 })).slice(1, 3), ['300 | sh', '40 | sh']);
  assert.deepEqual(rowsOf(answer({ sortBy: 1, isDescending: false })).slice(1, 3), ['5 | cat', '1 | cat']);
});

test('groups: counts, rates, sums, means, largest; sorted by any of them', () => {
  const grouped = answer({ groupBy: 1 });
  assert.deepEqual(rowsOf(grouped), [
    'comm | lines | per second | us sum | us mean | us max',
    'cat | 2 | 0.33 | 6 | 3 | 5',
    'sh | 2 | 0.33 | 340 | 170 | 300',
    'longname | 1 | 0.17 | 7 | 7 | 7',
  ]);
  assert.deepEqual(grouped.rows[0]?.course, [1, 0, 0, 1]);
  assert.match(rowsOf(answer({ groupBy: 1, sortBy: 5 }))[1] ?? '', /^sh/);
  assert.match(rowsOf(answer({ groupBy: 1, sortBy: 0, isDescending: false }))[1] ?? '', /^cat/);
});

test('filters: by part, by value, by size, several, and in any column', () => {
  const shape = known.shapes[0];
  assert.ok(shape);
  const takes = (filter: string): string =>
    lines
      .flatMap((line) => known.match(line) ?? [])
      .filter((one) => one.shape === 0 && filterOf(filter, shape)(one.cells, one.cells.map(Number)))
      .map(({ cells }) => cells[0])
      .join(' ');
  assert.equal(takes('comm:C'), '5 1');
  assert.equal(takes('comm=sh and us>=300'), '300');
  assert.equal(takes('us<7'), '5 1');
  assert.equal(takes('comm != cat'), '40 300 7');
  assert.equal(takes('long'), '7');
  assert.equal(takes('no such: thing'), '');
  assert.equal(takes(''), '5 40 1 300 7');
});

test('series: the mean and the largest of a column, and the rate of lines', () => {
  const { series } = answer({ series: 0 });
  assert.deepEqual(series.curves[0]?.values, [5, 40, null, 1, null, 300, 7]);
  assert.equal(answer({}).series.curves[0]?.name, 'lines/s');
});

test('numbers that name something are not added up, names that may be cut are marked in groups, too', () => {
  const marked = new LineFormats([
    {
      line: 0,
      pieces: [
        { ...value('comm', 'text'), cutAt: 4 } as OutputPiece,
        literal(' '),
        { ...value('pid', 'integer'), isLabel: true } as OutputPiece,
      ],
    },
  ]);
  const table = new LineTable(marked, { ...query, groupBy: 0 });
  for (const line of ['bash 1', 'sh 2', 'bash 3']) table.add(line, true, 0);
  const told = table.answer(3);
  assert.deepEqual(
    told.headings.map(({ title }) => title),
    ['comm', 'lines', 'per second'],
  );
  assert.deepEqual(
    told.rows.map(({ cut }) => cut),
    [[0], []],
  );
});

test('memory is bounded: rows, groups and intervals', () => {
  const table = new LineTable(known, { ...query, groupBy: 1 });
  for (let number = 0; number < 12_000; number++) table.add(`1 us p${number}`, true, number * 100);
  const { rowCount, beyond, rows, taken } = table.answer(12_000);
  assert.deepEqual([rowCount, beyond, taken, rows.length], [10_000, 2000, 12_000, 200]);
  const course = new LineCourse(4);
  for (let second = 0; second < 100; second++) course.add(second * 1000, second);
  assert.equal(course.interval, 32_000);
  assert.deepEqual(course.counts, [32, 32, 32, 4]);
  assert.deepEqual(course.largest, [31, 63, 95, 99]);
});

test('a spool is read in a thread: a taste first, then what is asked, on and on', { timeout: 20_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-columns-'));
  const spool = await Spool.open(folder);
  let wake = (): void => {};
  const columns = new LineColumns(folder, formats, tracers.stap.textLimit({ arguments: [] }, undefined), () => wake());
  const until = async (isSo: (answer: LineAnswer) => boolean): Promise<LineAnswer> => {
    for (;;) {
      const { answer: now } = columns;
      if (now && isSo(now)) return now;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const append = async (count: number, at: number): Promise<void> => {
    const texts = Array.from({ length: count }, (_, n) => ({ text: `${n} us p${n % 3}`, stream: 'stdout' as const }));
    await spool.appendLines([...texts, { text: '1 us error', stream: 'stderr' }], at);
    columns.extend(spool.lineCount);
  };
  try {
    await append(50_000, 1000);
    assert.equal((await until(() => true)).scanned, 2000);
    columns.ask({ ...query, groupBy: 1 });
    const grouped = await until(({ scanned }) => scanned === 50_001);
    assert.deepEqual(
      grouped.rows.map(({ cells }) => cells.slice(0, 2).join(' ')),
      ['p0 16667', 'p1 16667', 'p2 16666'],
    );
    await append(3, 2500);
    assert.equal((await until(({ scanned }) => scanned === 50_005)).rows[0]?.cells[1], '16668');
    columns.ask({ ...query, filter: 'us>49998' });
    assert.equal((await until(({ taken }) => taken === 1)).rows[0]?.cells[0], '49999');
    columns.ask(null);
    await append(1, 2600);
    assert.equal(columns.answer?.scanned, 50_005);
  } finally {
    columns.stop();
    await spool.close();
    await rm(folder, { recursive: true });
  }
});
