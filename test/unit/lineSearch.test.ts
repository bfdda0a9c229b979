// Lines found by what their columns hold and by their host, over a real spool in a thread.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { LineFormats } from '../../client/src/runs/columns/lineFormats.ts';
import { lineSearch } from '../../client/src/runs/columns/lineSearch.ts';
import { Spool } from '../../client/src/runs/spool/spool.ts';
import { SpoolSearch } from '../../client/src/runs/spool/spoolSearch.ts';
import type { OutputFormat, OutputPiece } from '../../server/src/protocol.ts';

const value = (column: string, type: 'integer' | 'text'): OutputPiece => {
  return { kind: 'value', type, column, expression: column, width: 0, isLeft: false };
};
const literal = (text: string): OutputPiece => ({ kind: 'literal', text });
/** `us us comm`, and `! pid what`. */
const formats: readonly OutputFormat[] = [
  { line: 3, pieces: [value('us', 'integer'), literal(' us '), value('comm', 'text')] },
  { line: 9, pieces: [literal('! '), value('pid', 'integer'), literal(' '), value('comm', 'text')] },
];
const hosts = ['web1', 'web2', 'db'];
const lines = ['5 us cat', '400 us sshd', '! 7 sshd', 'comm:sshd as a text', '90 us sshd', '700 us cat'];
/** Each line's host takes turns. */
const found = (text: string): string => {
  const search = lineSearch(text, new LineFormats(formats), hosts);
  return search === undefined ? 'a text' : lines.flatMap((line, i) => (search.takes(line, i % 3) ? [i] : [])).join();
};

test('by columns of any line that has them all, by host, and by text beside them', () => {
  assert.equal(found('comm:ssh'), '1,2,4');
  assert.equal(found('comm:sshd and us>100'), '1');
  assert.equal(found('us<=90'), '0,4');
  assert.equal(found('host:web'), '0,1,3,4');
  assert.equal(found('host=db and comm=cat'), '5');
  assert.equal(found('host!=db and sshd'), '1,3,4');
  assert.equal(found('pid=7 and us>1'), '');
});

test('what names neither is a text as ever', () => {
  assert.equal(found('12:30'), 'a text');
  assert.equal(found('exit:5 and more'), 'a text');
  assert.equal(lineSearch('host:web', new LineFormats(formats), []), undefined);
});

test('what a line was taken for: the values of the columns named, texts beside them, its host', () => {
  const marked = (text: string, line: string, host?: number, known = formats): string => {
    const marks = lineSearch(text, new LineFormats(known), hosts)?.marks(line, host);
    if (marks === undefined) return 'not taken';
    const stretches = marks.stretches.map(([from, to]) => `[${line.slice(from, to)}]${from}`);
    return [...stretches, ...(marks.isHostMarked ? ['host'] : [])].join(' ');
  };
  assert.equal(marked('comm:ssh', '400 us sshd'), '[sshd]7');
  assert.equal(marked('COMM:ssh and us>100', '400 us sshd'), '[400]0 [sshd]7');
  assert.equal(marked('comm:ssh', '! 7 sshd'), '[sshd]4');
  assert.equal(marked('us>100', '5 us cat'), 'not taken');
  assert.equal(marked('host:web and us>1 and S', '400 us sshS', 1), '[400]0 [s]5 [s]7 [s]8 [S]10 host');
  assert.equal(marked('host:web', '400 us sshd', 2), 'not taken');
  const pieces = (left: boolean): OutputPiece[] => [
    { kind: 'value', type: 'text', column: 'comm', expression: '', width: 8, isLeft: left },
    literal('|'),
    { kind: 'value', type: 'integer', column: 'us', expression: '', width: 6, isLeft: left },
  ];
  for (const [isLeft, line, expected] of [
    [false, '    sshd|    90', '[sshd]4 [90]13'],
    [true, 'sshd    |90    ', '[sshd]0 [90]9'],
  ] as const)
    assert.equal(marked('comm=sshd and us=90', line, undefined, [{ line: 0, pieces: pieces(isLeft) }]), expected);
});

test('a search over the spool goes by columns and hosts, and on while lines come', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-search-'));
  const spool = await Spool.open(folder);
  let wake = (): void => {};
  const search = new SpoolSearch(
    folder,
    { text: 'host:web2 and us>100', isRegex: false, matchesCase: false },
    () => wake(),
    { formats, hosts },
  );
  const scanned = async (count: number): Promise<void> => {
    const done = new Promise<void>((resolve) => {
      wake = () => {
        if (search.scanned >= count || search.failure !== undefined) resolve();
      };
    });
    search.extend(count);
    await done;
  };
  try {
    const some = lines.map((text, i) => ({ text, stream: 'stdout' as const, host: i % 3 }));
    await spool.appendLines(some, 0);
    await scanned(6);
    await spool.appendLines([...some, { text: '900 us sh', stream: 'stderr', host: 1 }], 1);
    await scanned(13);
    assert.deepEqual([search.failure, search.numbers(0, 9)], [undefined, [1, 7]]);
  } finally {
    search.stop();
    await spool.close();
    await rm(folder, { recursive: true });
  }
});
