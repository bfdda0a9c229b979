// The spool gives back what went in: by number, over both streams, after reopening, and without holding it in memory.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Spool } from '../../client/src/runs/spool/spool.ts';

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'spool-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const spell = (lines: readonly { number: number; at: number; stream: string; text: string }[]) =>
  lines.map(({ number, at, stream, text }) => `${number} ${at} ${stream} ${text}`).join('\n');

test('lines by number, from both streams', () =>
  inFolder(async (folder) => {
    const spool = await Spool.open(folder);
    await spool.appendLines(
      [
        { text: 'naïve €', stream: 'stdout' },
        { text: '', stream: 'stderr' },
      ],
      5,
    );
    await spool.appendLines([{ text: 'third', stream: 'stdout' }], 1234);
    assert.equal(spool.lineCount, 3);
    assert.equal(spell(await spool.lines(0, 10)), '0 5 stdout naïve €\n1 5 stderr \n2 1234 stdout third');
    assert.equal(spell(await spool.lines(1, 1)), '1 5 stderr ');
    assert.deepEqual(await spool.lines(3, 10), []);
    assert.deepEqual(await spool.lines(-1, 10), []);
    await spool.close();
  }));

test('every byte as it came, and on with the same files after reopening', () =>
  inFolder(async (folder) => {
    const first = await Spool.open(folder);
    await first.appendRaw('stdout', Buffer.from([0, 255, 10, 65]));
    await first.appendLines([{ text: 'one', stream: 'stdout' }], 1);
    await first.close();
    const second = await Spool.open(folder);
    assert.equal((await second.unfinishedLine('stdout')).toString(), 'A');
    assert.equal((await second.unfinishedLine('stderr')).toString(), '');
    await second.appendRaw('stdout', Buffer.from('B\n'));
    await second.appendRaw('stderr', Buffer.from('e'));
    await second.appendLines([{ text: 'two', stream: 'stdout' }], 2);
    await second.close();
    assert.deepEqual(await readFile(join(folder, 'stdout')), Buffer.from([0, 255, 10, 65, 66, 10]));
    assert.equal(second.byteCount, 7);
    assert.equal(spell(await second.lines(0, 10)), '0 1 stdout one\n1 2 stdout two');
  }));

test('what a process that died had not written of its last lines is not named by the index', () =>
  inFolder(async (folder) => {
    const first = await Spool.open(folder);
    const lines = ['one', 'two', 'three'].map((text) => ({ text, stream: 'stdout' as const }));
    await first.appendLines(lines, 1);
    await first.close();
    await truncate(join(folder, 'lines'), 'one\ntwo\nth'.length);
    const second = await Spool.open(folder);
    assert.equal(spell(await second.lines(0, 10)), '0 1 stdout one\n1 1 stdout two');
    await second.appendLines([{ text: 'four', stream: 'stdout' }], 2);
    assert.equal(spell(await second.lines(2, 10)), '2 2 stdout four');
    await second.close();
  }));

test('a line too long to show is cut where it is shown and whole where it is kept', () =>
  inFolder(async (folder) => {
    const spool = await Spool.open(folder);
    await spool.appendLines(
      [
        { text: 'x'.repeat(100_000), stream: 'stdout' },
        { text: 'next', stream: 'stdout' },
      ],
      0,
    );
    const [long, next] = await spool.lines(0, 2);
    assert.equal(long?.text.length, 65_536 + '… (34464 bytes more in this line)'.length);
    assert.equal(next?.text, 'next');
    assert.equal((await readFile(join(folder, 'lines'))).length, 100_006);
    await spool.close();
  }));

test('memory stays flat while a million lines go in, and any of them comes back at once', () =>
  inFolder(async (folder) => {
    const spool = await Spool.open(folder);
    const batch = Array.from({ length: 1000 }, (_, i) => ({
      text: `line ${i} ${'.'.repeat(60)}`,
      stream: 'stdout' as const,
    }));
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 1000; i++) await spool.appendLines(batch, i);
    const grown = process.memoryUsage().rss - before;
    assert.ok(grown < 60 * 1024 * 1024, `grew by ${grown} bytes`);
    const [line] = await spool.lines(777_123, 1);
    assert.equal(spell(line ? [line] : []), `777123 777 stdout line 123 ${'.'.repeat(60)}`);
    await spool.close();
  }));
