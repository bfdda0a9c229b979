// A search over a spool: what it finds, as lines come, next and previous, bad expressions, and one that never ends.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SearchQuery } from '../../client/src/runs/spool/searchQuery.ts';
import { Spool } from '../../client/src/runs/spool/spool.ts';
import { SpoolSearch } from '../../client/src/runs/spool/spoolSearch.ts';

let folder: string;
let spool: Spool;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracewright-search-'));
  spool = await Spool.open(folder);
});

after(async () => {
  await spool.close();
  await rm(folder, { recursive: true });
});

async function append(...texts: readonly string[]): Promise<void> {
  await spool.appendLines(
    texts.map((text) => ({ text, stream: 'stdout' as const })),
    0,
  );
}

/** Starts a search; `until` waits for what it tells. */
function search(query: Partial<SearchQuery> & { readonly text: string }) {
  let told: () => void = () => {};
  const started = new SpoolSearch(folder, { isRegex: false, matchesCase: false, ...query }, () => told());
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      told = () => {
        if (isSo()) resolve();
      };
      told();
    });
  return { started, until };
}

test('lines are found as they come, in any script, whole pieces and halves of them', async () => {
  await append('open("/etc/passwd") = 3', 'read(3) = 1024', 'Größe: 5 µs', 'OPEN("/tmp") = -1');
  const { started, until } = search({ text: 'open(' });
  started.extend(spool.lineCount);
  await until(() => started.scanned === 4);
  assert.deepEqual(started.numbers(0, 10), [0, 3]);
  // Far more than one piece of reading.
  const filler = 'x'.repeat(1000);
  for (let round = 0; round < 10; round++) await append(...Array.from({ length: 1000 }, (_, n) => `${filler} ${n}`));
  await append('open("late") = 4');
  started.extend(spool.lineCount);
  await until(() => started.scanned === spool.lineCount);
  assert.deepEqual(started.numbers(0, 10), [0, 3, 10_004]);
  assert.deepEqual(started.nextTo(0, false), { line: 3, index: 1 });
  assert.deepEqual(started.nextTo(10_004, false), { line: 0, index: 0 });
  assert.deepEqual(started.nextTo(3, true), { line: 0, index: 0 });
  assert.deepEqual(started.nextTo(0, true), { line: 10_004, index: 2 });
  started.stop();
});

test('case, regular expressions, and letters beyond ASCII', async () => {
  for (const [query, expected] of [
    [{ text: 'open(', matchesCase: true }, [0, 10_004]],
    [{ text: '= -\\d+$', isRegex: true }, [3]],
    [{ text: 'GRÖSSE|größe', isRegex: true }, [2]],
    [{ text: '^.* µs$', isRegex: true }, [2]],
    [{ text: 'nowhere' }, []],
  ] as const) {
    const { started, until } = search(query);
    started.extend(spool.lineCount);
    await until(() => started.scanned === spool.lineCount);
    assert.deepEqual(started.numbers(0, 10), expected, query.text);
    assert.equal(started.nextTo(0, false) === undefined, expected.length === 0);
    started.stop();
  }
});

test('an expression that is none says what is wrong', () => {
  assert.throws(() => search({ text: '(', isRegex: true }), SyntaxError);
});

test('an expression that takes for ever is given up without anyone waiting', async () => {
  await append(`${'a'.repeat(40)}b`);
  const { started } = search({ text: '^(a+)+$', isRegex: true });
  started.extend(spool.lineCount);
  started.stop();
});

test('more matches than are kept are no total', async () => {
  const before = spool.lineCount;
  await append('many', 'many', 'one', 'many');
  for (const [most, count, isFull] of [
    [2, 2, true],
    [3, 3, false],
  ] as const) {
    let told = (): void => {};
    const query = { text: 'many', isRegex: false, matchesCase: false };
    const started = new SpoolSearch(folder, query, () => told(), { formats: [], hosts: [] }, most);
    await new Promise<void>((resolve) => {
      told = () => started.scanned === before + 4 && resolve();
      started.extend(before + 4);
    });
    assert.deepEqual([started.count, started.isFull], [count, isFull]);
    started.stop();
  }
});
