// Decodes and explains the transcripts in test/golden/tracers; UPDATE=1 writes what is expected anew.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { describe, test } from 'node:test';
import type { TraceRecord } from '../../client/src/runs/record.ts';
import type { Decoder, Tracer, TracerId } from '../../client/src/tracers/tracer.ts';
import { tracers } from '../../client/src/tracers/tracers.ts';

const golden = join(import.meta.dirname, '../golden/tracers');
const folders = readdirSync(golden, { withFileTypes: true }).filter((entry) => entry.isDirectory());

for (const folder of folders) {
  const [id = '', version = ''] = basename(folder.name).split('-');
  const tracer = tracers[id as TracerId];
  describe(folder.name, () => {
    const path = join(golden, folder.name);
    for (const name of readdirSync(path).filter((file) => ['.stp', '.bt', '.d'].includes(extname(file)))) {
      test(name, () => checkTranscript(tracer, version, join(path, name)));
    }
  });
}

function checkTranscript(tracer: Tracer, version: string, path: string): void {
  const script = { name: basename(path), text: readFileSync(path, 'utf8') };
  const base = path.slice(0, -extname(path).length);
  const stdout = readFileSync(`${base}.stdout`);
  const stderr = readFileSync(`${base}.stderr`);
  const plan = tracer.launch(script, { arguments: [] }, { version, path: `/usr/bin/${tracer.id}` });
  const decode = (pieces: readonly Buffer[], stream: 'stdout' | 'stderr') =>
    decodeAll(tracer.decoder(plan), pieces, stream);

  const records = { stdout: decode([stdout], 'stdout'), stderr: decode([stderr], 'stderr') };
  const findings = tracer.explain(stderr.toString('utf8'), script);
  checkGolden(`${base}.records`, [...records.stderr, ...records.stdout].map(outline));
  checkGolden(
    `${base}.findings`,
    findings.map((finding) => JSON.stringify(finding)),
  );

  for (const [stream, bytes] of [
    ['stdout', stdout],
    ['stderr', stderr],
  ] as const) {
    const single = Array.from(bytes, (byte) => Buffer.from([byte]));
    assert.deepEqual(decode(single, stream), records[stream], `${stream}, a byte at a time`);
    for (let at = 1; at < Math.min(bytes.length, 1500); at++) {
      const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
      assert.deepEqual(decode(pieces, stream), records[stream], `${stream}, split at ${at}`);
    }
  }
}

function decodeAll(decoder: Decoder, pieces: readonly Buffer[], stream: 'stdout' | 'stderr'): readonly TraceRecord[] {
  return [...pieces.flatMap((piece) => decoder.push(stream, piece)), ...decoder.end()];
}

function outline(record: TraceRecord): string {
  return record.kind === 'line' ? `| ${JSON.stringify(record.text).slice(1, -1)}` : JSON.stringify(record);
}

function checkGolden(path: string, lines: readonly string[]): void {
  const text = lines.map((line) => `${line}\n`).join('');
  if (process.env.UPDATE === '1') writeFileSync(path, text);
  assert.equal(text, existsSync(path) ? readFileSync(path, 'utf8') : undefined, path);
}
