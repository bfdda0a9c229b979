// The spool gives back what went in: by number, over both streams, after reopening, and without holding it in memory.
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
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

test('a newline in a line, as in the key of a map, begins no line', () =>
  inFolder(async (folder) => {
    const spool = await Spool.open(folder);
    const texts = ['@calls[a\nb]: 1', '@calls[c]: 2'];
    await spool.appendLines(
      texts.map((text) => ({ text, stream: 'stdout' })),
      1,
    );
    assert.equal(spell(await spool.lines(0, 10)), '0 1 stdout @calls[a\\nb]: 1\n1 1 stdout @calls[c]: 2');
    await spool.close();
  }));

test('any line comes back from among short, long and empty ones of both streams', () =>
  inFolder(async (folder) => {
    const spool = await Spool.open(folder);
    const lines = Array.from({ length: 20_000 }, (_, i) => ({
      text: i % 5000 === 4999 ? 'x'.repeat(200_000) : `${'.'.repeat((i * 7) % 120)}`,
      stream: i % 997 === 0 ? ('stderr' as const) : ('stdout' as const),
    }));
    for (let i = 0; i < lines.length; i += 3000) await spool.appendLines(lines.slice(i, i + 3000), i);
    await spool.appendPlainLines(Buffer.from('a\n'.repeat(200_000)), 30_000);
    assert.equal(spool.lineCount, 220_000);
    for (const first of [0, 1, 996, 997, 2999, 3000, 4998, 4999, 5000, 19_999]) {
      const read = await spool.lines(first, 3);
      for (const [index, line] of read.entries()) {
        const wanted = lines[first + index];
        if (wanted === undefined) continue;
        assert.equal(line.number, first + index);
        assert.equal(line.stream, wanted.stream);
        assert.equal(line.text.slice(0, 1000), wanted.text.slice(0, 1000));
        assert.equal(line.at, Math.floor((first + index) / 3000) * 3000);
      }
      assert.equal(read.length, 3);
    }
    assert.equal((await spool.lines(219_000, 5000)).length, 1000);
    assert.equal((await spool.lines(20_000, 1_000_000)).length, 100_000);
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

test('a spool that is only read is left as it is, also in the middle of what another process appends', () =>
  inFolder(async (folder) => {
    const writer = await Spool.open(folder);
    await writer.appendLines([{ text: 'one', stream: 'stdout' }], 1);
    await writer.appendLines([{ text: 'two', stream: 'stdout' }], 2);
    // The index may be there before the text.
    await truncate(join(folder, 'lines'), 'one\n'.length);
    const reader = await Spool.openToRead(folder);
    assert.equal(spell(await reader.lines(0, 10)), '0 1 stdout one');
    await appendFile(join(folder, 'lines'), 'two\n');
    assert.equal(spell(await writer.lines(0, 10)), '0 1 stdout one\n1 2 stdout two');
    await writer.close();
    await assert.rejects(Spool.openToRead(join(folder, 'none')), { code: 'ENOENT' });
  }));

test('what a process that died had written of its last output only in part is taken back', () =>
  inFolder(async (folder) => {
    const first = await Spool.open(folder);
    for (const text of ['one', 'naïve']) {
      void first.appendRaw('stdout', Buffer.from(`${text}\n`));
      await first.appendLines([{ text, stream: 'stdout' }], 1);
    }
    await first.close();
    // As a kill leaves it: the bytes are there, of their lines only the text.
    await appendFile(join(folder, 'stdout'), 'three\nfou');
    await appendFile(join(folder, 'lines'), 'three\n');
    const second = await Spool.open(folder);
    await second.takeBack();
    assert.equal(second.rawSize('stdout'), 'one\nnaïve\n'.length + 1);
    void second.appendRaw('stdout', Buffer.from('three\n'));
    await second.appendLines([{ text: 'three', stream: 'stdout' }], 2);
    assert.equal(spell(await second.lines(0, 10)), '0 1 stdout one\n1 1 stdout naïve\n2 2 stdout three');
    await second.close();
    for (const name of ['stdout', 'lines'])
      assert.equal(await readFile(join(folder, name), 'utf8'), 'one\nnaïve\nthree\n');
  }));

test('bytes that never came count where the stream goes on, for the next process, too', () =>
  inFolder(async (folder) => {
    const first = await Spool.open(folder);
    await first.appendRaw('stdout', Buffer.from('one'));
    await first.skip('stdout', 100);
    assert.equal(first.position('stdout'), 103);
    assert.equal((await first.unfinishedLine('stdout')).toString(), '');
    await first.appendRaw('stdout', Buffer.from('two\n'));
    await first.close();
    const second = await Spool.open(folder);
    await second.takeBack();
    assert.deepEqual([second.position('stdout'), second.rawSize('stdout'), second.position('stderr')], [107, 8, 0]);
    await second.appendRaw('stdout', Buffer.from('three\n'));
    assert.equal(second.position('stdout'), 113);
    await second.clear();
    assert.equal(second.position('stdout'), 0);
    await second.close();
  }));

test('a spool that a crash of the machine cut shorter than it was is taken as it is', () =>
  inFolder(async (folder) => {
    const first = await Spool.open(folder);
    void first.appendRaw('stdout', Buffer.from('one\ntwo\n'));
    await first.appendLines([{ text: 'one', stream: 'stdout' }], 1);
    await first.close();
    await truncate(join(folder, 'stdout'), 'one\n'.length);
    const second = await Spool.open(folder);
    await second.takeBack();
    assert.equal(second.rawSize('stdout'), 4);
    assert.equal(spell(await second.lines(0, 10)), '0 1 stdout one');
    await second.close();
  }));

test('appends that nobody waits for are kept in order', () =>
  inFolder(async (folder) => {
    const spool = await Spool.open(folder);
    const texts = Array.from({ length: 3000 }, (_, i) => `line ${i} ${'.'.repeat(i % 100)}`);
    for (const [i, text] of texts.entries()) {
      void spool.appendRaw('stdout', Buffer.from(`${text}\n`));
      void spool.appendLines([{ text, stream: 'stdout' }], i);
      // Some come while the disk is busy with those before.
      if (i % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await spool.written();
    assert.equal(spool.lineCount, texts.length);
    const kept = await spool.lines(0, texts.length);
    assert.deepEqual(
      kept.map(({ text }) => text),
      texts,
    );
    assert.equal(kept.at(-1)?.at, 2999);
    assert.equal(await readFile(join(folder, 'stdout'), 'utf8'), texts.map((text) => `${text}\n`).join(''));
    await spool.close();
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
