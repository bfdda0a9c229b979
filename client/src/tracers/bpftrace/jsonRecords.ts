// One line of bpftrace's JSON as records, or as text that the script printed.
import type { Bucket, TraceRecord } from '../../runs/record.ts';
import { framesOf, splitStackKey } from './stackKey.ts';

/** What a line stands for: records, or text that goes on where the text before ended. */
export type JsonOutput =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'records'; readonly records: readonly TraceRecord[] };

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

/** Undefined where the line is none of bpftrace's JSON. Never throws. */
export function decodeJsonLine(line: string): JsonOutput | undefined {
  if (!line.startsWith('{"type": ')) return undefined;
  let value: Json;
  try {
    value = JSON.parse(keepBigNumbers(mendBytes(line)));
  } catch {
    return undefined;
  }
  return isObject(value) ? decodeObject(value) : undefined;
}

function decodeObject(value: JsonObject): JsonOutput {
  const data = value.data ?? null;
  switch (value.type) {
    case 'printf':
    case 'time':
    case 'cat':
    case 'join':
    case 'strftime':
    case 'syscall':
      return { kind: 'text', text: withNewline(String(data), value.type === 'join') };
    case 'value':
      return { kind: 'text', text: `${spell(data)}\n` };
    case 'attached_probes': {
      const probes = numberAt(data, 'probes');
      return { kind: 'records', records: [{ kind: 'attached', ...(probes !== undefined && { probes }) }] };
    }
    case 'lost_events':
      return {
        kind: 'records',
        records: [{ kind: 'loss', what: 'lost events', count: numberAt(data, 'events') ?? 1 }],
      };
    case 'map':
    case 'stats':
      return { kind: 'records', records: named(data).flatMap(([name, content]) => mapRecords(name, content)) };
    case 'hist':
      return { kind: 'records', records: named(data).flatMap(([name, content]) => histogramRecords(name, content)) };
    case 'tseries':
      return { kind: 'records', records: named(data).map(([name, content]) => seriesRecord(name, content)) };
    case 'errorf':
    case 'warnf':
    case 'runtime_error':
    case 'helper_error':
      return { kind: 'records', records: [messageRecord(value)] };
    default:
      return { kind: 'text', text: `${spell(data)}\n` };
  }
}

function mapRecords(name: string, content: Json): readonly TraceRecord[] {
  if (!isObject(content) || isStatistics(content)) {
    return [{ kind: 'map', name, entries: [{ key: '', value: plain(content) }] }];
  }
  const all = Object.entries(content);
  const isOfStacks = all.length > 0 && all.every(([key, value]) => key.includes('\n') && typeof value === 'number');
  if (isOfStacks) {
    const stacks = all.map(([key, count]) => ({ ...splitStackKey(key), count: Number(count) }));
    return [{ kind: 'stacks', name, stacks }];
  }
  return [{ kind: 'map', name, entries: all.map(([key, value]) => ({ key: spellKey(key), value: plain(value) })) }];
}

function histogramRecords(name: string, content: Json): readonly TraceRecord[] {
  if (isArray(content)) return [{ kind: 'histogram', name, key: '', buckets: content.map(bucketOf) }];
  return entriesOf(content).flatMap(([key, buckets]) =>
    isArray(buckets) ? [{ kind: 'histogram', name, key: spellKey(key), buckets: buckets.map(bucketOf) }] : [],
  );
}

function bucketOf(bucket: Json): Bucket {
  return {
    low: numberAt(bucket, 'min') ?? null,
    high: numberAt(bucket, 'max') ?? null,
    count: numberAt(bucket, 'count') ?? 0,
  };
}

/** A series over time as a map from the start of each interval. */
function seriesRecord(name: string, content: Json): TraceRecord {
  const rows: readonly [string, Json][] = isArray(content) ? [['', content]] : entriesOf(content);
  const entries = rows.flatMap(([key, points]) =>
    (isArray(points) ? points : []).filter(isObject).map((point) => ({
      key: [...(key === '' ? [] : [spellKey(key)]), String(point.interval_start)].join(', '),
      value: plain(point.value ?? null),
    })),
  );
  return { kind: 'map', name, entries };
}

function messageRecord(value: JsonObject): TraceRecord {
  const line = numberAt(value, 'line');
  const column = numberAt(value, 'col');
  const about = value.type === 'helper_error' && typeof value.helper === 'string' ? `${value.helper}(): ` : '';
  return {
    kind: 'message',
    severity: value.type === 'errorf' || value.type === 'helper_error' ? 'error' : 'warning',
    text: `${about}${String(value.msg ?? '').trimEnd()}`,
    ...(line !== undefined && line > 0 && { line, ...(column !== undefined && column > 0 && { column }) }),
  };
}

/** A value as bpftrace's text output spells it. */
function spell(value: Json): string {
  if (isArray(value)) return `(${value.map(spell).join(', ')})`;
  if (isObject(value)) {
    const inner = Object.entries(value).map(([name, content]) => `${name} ${spell(content)}`);
    return isStatistics(value) ? inner.join(', ') : `{ ${inner.join(', ')} }`;
  }
  return String(value ?? '');
}

function plain(value: Json): number | string {
  if (typeof value === 'number') return value;
  const text = spell(value);
  return text.startsWith('\n') ? framesOf(text).join('; ') : onOneLine(text);
}

function spellKey(key: string): string {
  if (!key.includes('\n')) return key;
  const { frames, key: rest } = splitStackKey(key);
  return [rest, frames.join('; ')].filter((part) => part !== '').join(', ');
}

function onOneLine(text: string): string {
  return text.replaceAll('\n', '\\n');
}

/** `join()` prints no newline in JSON, as it does in text. */
function withNewline(text: string, isWanted: boolean): string {
  return isWanted && !text.endsWith('\n') ? `${text}\n` : text;
}

/** What `stats()` keeps: one value, not a map of three. */
function isStatistics(value: JsonObject): boolean {
  return Object.keys(value).join() === 'count,average,total';
}

function named(data: Json): readonly [string, Json][] {
  return entriesOf(data).map(([name, content]) => [name === '' ? '@' : name, content]);
}

function entriesOf(value: Json): [string, Json][] {
  return isObject(value) ? Object.entries(value) : [];
}

function numberAt(value: Json, name: string): number | undefined {
  const found = isObject(value) ? value[name] : undefined;
  return typeof found === 'number' ? found : typeof found === 'string' && found !== '' ? Number(found) : undefined;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Escapes a byte above 0x7f as its sign-extended number: `ü` comes as `\uffffffc3\uffffffbc`. */
function mendBytes(line: string): string {
  if (!line.includes('\\uffffff')) return line;
  return line.replace(/\\\\|((?:\\uffffff[89a-f][0-9a-f])+)/g, (whole, bytes: string | undefined) =>
    bytes === undefined ? whole : Buffer.from(bytes.replaceAll('\\uffffff', ''), 'hex').toString('utf8'),
  );
}

/** Numbers that a double cannot hold become strings: addresses and nanoseconds must not be rounded. */
function keepBigNumbers(line: string): string {
  if (!/\d{16}/.test(line)) return line;
  return line.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d{16,}/g, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );
}
