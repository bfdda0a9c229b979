// bpftrace: each lost event is told once, whether its sum at the end comes before or after what is told while it runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decoder } from '../../client/src/tracers/bpftrace/decode.ts';

const part = (events: number): readonly ['stdout', string] => [
  'stdout',
  `{"type": "lost_events", "count": ${events}, "data": {"events": ${events}}}\n`,
];
const sum = (events: number): readonly ['stderr', string] => ['stderr', `WARNING: Total lost event count: ${events}\n`];

test('lost events are told once', () => {
  for (const [pieces, ...wanted] of [
    [[part(7), part(5)], 7, 5],
    [[sum(12)], 12],
    [[part(7), sum(12)], 7, 5],
    [[part(7), part(5), sum(12)], 7, 5],
    [[sum(12), part(7), part(5)], 12],
  ] as const) {
    const decode = decoder({ argv: [], privilege: 'root', output: 'json' });
    const records = pieces.flatMap(([stream, text]) => [...decode.push(stream, Buffer.from(text))]);
    assert.deepEqual(
      [...records, ...decode.end()],
      wanted.map((count) => ({ kind: 'loss', what: 'lost events', count })),
    );
  }
});
