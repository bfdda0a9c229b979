// The supervisor with real children under dash and under busybox: bytes, limits, the stop ladder, cuts, the bound.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { suite } from 'node:test';
import { supervisorProgram } from '../../client/src/runs/supervisorProgram.ts';
import { withSmallDisks } from '../support/smallDisks.ts';
import { appearance, isAlive } from './runsEvents.ts';
import { type Supervised, type SupervisedEnd, supervise, withBusybox } from './runsSupervised.ts';

/** Runs with both shells. */
function underBothShells(
  name: string,
  what: (run: (supervised: Supervised) => Promise<SupervisedEnd>) => Promise<void>,
) {
  test(`${name}, dash`, () => what(supervise));
  test(`${name}, busybox`, () => withBusybox((path) => what((supervised) => supervise({ ...supervised, path }))));
}

const numbers = (last: number) => execFileSync('seq', [`${last}`], { maxBuffer: 1 << 30 });

const ends = ({ log }: SupervisedEnd) => log.filter(({ kind }) => kind === 'end');
const rungs = ({ log }: SupervisedEnd) => log.flatMap((event) => (event.kind === 'rung' ? [event.action] : []));
const isProven = ({ log }: SupervisedEnd) =>
  log.some(({ kind }) => kind === 'proof') && !log.some(({ kind }) => kind === 'unproven');

suite('supervisor', { concurrency: 2, timeout: 120_000 }, () => {
  for (const shell of [['dash'], ['busybox', 'sh']]) {
    test(`is read by ${shell.join(' ')}`, () => {
      const [program = '', ...words] = shell;
      execFileSync(program, [...words, '-n'], { input: supervisorProgram });
    });
  }

  underBothShells('gives both streams byte by byte and takes its folder away', async (run) => {
    const ended = await run({ argv: ['sh', '-c', 'seq 200000; printf "no newline" >&2; exit 3'] });
    assert.deepEqual(ended.end, { kind: 'eof' });
    assert.ok(ended.out.equals(numbers(200_000)));
    assert.equal(ended.err.toString(), 'no newline');
    assert.deepEqual(ends(ended), [{ kind: 'end', reason: 'finished', code: 3 }]);
    assert.ok(isProven(ended));
    assert.equal(existsSync(ended.folder), false);
  });

  underBothShells('hands over each word of argv as it is, and SIGINT not ignored', async (run) => {
    const script = 'printf "<%s>" "$@"; grep SigIgn /proc/self/status';
    const ended = await run({ argv: ['sh', '-c', script, 'sh', 'a  b', '', '$(c)', "'d\n", '--'] });
    const said = ended.out.toString();
    assert.equal(said.slice(0, said.indexOf('SigIgn')), "<a  b><><$(c)><'d\n><-->");
    const ignored = Number.parseInt(said.slice(said.indexOf('\t')), 16);
    assert.equal(ignored & (1 << (constants.signals.SIGINT - 1)), 0);
  });

  underBothShells('puts what stands before the command line into its environment', async (run) => {
    const ended = await run({
      argv: ['ONE=a  b', 'TWO=$(c)', 'sh', '-c', 'printf "<%s>" "$ONE" "$TWO" "$1"', 'sh', 'A=1'],
    });
    assert.equal(ended.out.toString(), '<a  b><$(c)><A=1>');
  });

  underBothShells('ends a program at its time limit', async (run) => {
    const script = 'trap "echo bye; exit 0" INT; echo on; while :; do sleep 0.05; done';
    const ended = await run({ argv: ['sh', '-c', script], limit: 700 });
    assert.equal(ended.out.toString(), 'on\nbye\n');
    assert.deepEqual(ends(ended), [{ kind: 'end', reason: 'limit', code: 0 }]);
    assert.deepEqual(rungs(ended), ['INT']);
  });

  underBothShells('climbs the ladder to SIGKILL, children included', async (run) => {
    const ended = await run({
      argv: ['sh', '-c', 'trap "" INT TERM; sleep 4711 & echo $!; sleep 4712; sleep 4713'],
      ladder: 'INT 300 TERM 300 unload 100 KILL 1000',
      onData: (stream, follower) => {
        if (stream === 'o') follower.tell('stop', () => 'stop');
      },
    });
    assert.deepEqual(rungs(ended), ['INT', 'TERM', 'unload', 'KILL']);
    assert.deepEqual(ends(ended), [{ kind: 'end', reason: 'stopped', code: 137 }]);
    assert.ok(isProven(ended));
    assert.equal(isAlive(ended.out.toString().trim()), false);
  });

  underBothShells('obeys a Stop that comes before the program has started', async (run) => {
    const ended = await run({ argv: ['sleep', '60'], stopAtOnce: true });
    const [end] = ends(ended);
    assert.ok(end?.kind === 'end' && end.reason === 'stopped');
    assert.ok(isProven(ended));
  });

  underBothShells('says by code 127 that a program is missing', async (run) => {
    const ended = await run({ argv: ['/nowhere/stap'] });
    assert.deepEqual(ends(ended), [{ kind: 'end', reason: 'finished', code: 127 }]);
    assert.match(ended.err.toString(), /\/nowhere\/stap/);
  });

  underBothShells('drops the oldest output past the bound and says how much', async (run) => {
    const ended = await run({
      argv: ['seq', '20000000'],
      settings: { bound: 24 * 1024 * 1024 },
      // Nothing more is fetched until the program is through.
      onData: (_stream, _follower, folder) => appearance(folder, 'ended'),
    });
    const all = numbers(20_000_000);
    const lost = ended.gaps.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(lost > 0);
    assert.equal(ended.out.length + lost, all.length);
    assert.ok(all.subarray(-1_000_000).equals(ended.out.subarray(-1_000_000)));
  });

  test('ends a run when the disk of the target is full, with all that fitted', () =>
    withSmallDisks(['/var/tmp', '/tmp', '/run'], async (prefix) => {
      const ended = await supervise({ argv: ['sh', '-c', 'trap "exit 7" INT; seq 3000000; sleep 9 & wait'], prefix });
      assert.deepEqual(ended.end, { kind: 'eof' });
      assert.deepEqual(ends(ended), [{ kind: 'end', reason: 'full', code: 7 }]);
      assert.ok(ended.out.length > 1_000_000);
      assert.ok(numbers(3_000_000).subarray(0, ended.out.length).equals(ended.out));
      assert.ok(isProven(ended));
    }));

  for (const [how, unpacks, longest] of [
    ['as they come', '', 300_000],
    ['packed', 'zstd', 100_000],
  ] as const) {
    underBothShells(`goes on at the next byte after each of many cuts, bytes ${how}`, async (run) => {
      let state = 20261124;
      const random = () => {
        state = (state * 1103515245 + 12345) & 0x7fffffff;
        return state / 0x7fffffff;
      };
      const ended = await run({
        argv: [
          'sh',
          '-c',
          'for i in 1 2 3 4 5 6 7 8 9 10; do seq 30000; echo "err $i" >&2; sleep 0.1; done; seq 900000',
        ],
        cutAfter: (connection) =>
          connection < 20 ? 1 + Math.floor(random() ** 3 * longest) : Number.POSITIVE_INFINITY,
        unpacks,
      });
      assert.deepEqual(ended.end, { kind: 'eof' });
      assert.ok(ended.connections > 5, `${ended.connections}`);
      const expected = Buffer.concat([...Array.from({ length: 10 }, () => numbers(30_000)), numbers(900_000)]);
      assert.ok(ended.out.equals(expected));
      assert.equal(ended.err.toString(), Array.from({ length: 10 }, (_, i) => `err ${i + 1}\n`).join(''));
      assert.deepEqual(ends(ended), [{ kind: 'end', reason: 'finished', code: 0 }]);
    });
  }

  underBothShells('packs a flood for a client that unpacks', async (run) => {
    const flood = async (unpacks: string) => {
      const ended = await run({ argv: ['seq', '3000000'], unpacks });
      assert.ok(ended.out.equals(numbers(3_000_000)));
      return ended;
    };
    const [plain, packed] = [await flood(''), await flood('zstd')];
    assert.ok(packed.received < plain.received / 2, `${packed.received} bytes came of ${plain.received}`);
    assert.ok(packed.kept < plain.kept / 2, `${packed.kept} bytes are kept of ${plain.kept}`);
  });

  for (const [what, program] of [
    ['fails', 'head -c 100000; exit 1'],
    ['makes what nobody can unpack', 'cat >/dev/null; echo nothing'],
  ]) {
    test(`a flood comes as it is where the target's zstd ${what}`, async () => {
      const path = await mkdtemp(join(tmpdir(), 'broken-zstd-'));
      try {
        await writeFile(join(path, 'zstd'), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
        const ended = await supervise({ argv: ['seq', '3000000'], path });
        assert.deepEqual(ended.end, { kind: 'eof' });
        assert.ok(ended.out.equals(numbers(3_000_000)));
      } finally {
        await rm(path, { recursive: true });
      }
    });
  }
});
