// A run as a file for other tools and other people.
import { join } from 'node:path';
import type { OutputFormat } from '../../../../server/src/protocol.ts';
import { LineFormats } from '../columns/lineFormats.ts';
import type { TraceRecord } from '../record.ts';
import { recordLines } from '../recordLines.ts';
import type { OutputLine, Run } from '../run.ts';
import { rawBytes } from '../spool/rawBytes.ts';
import { csvRow } from './csvRow.ts';
import { writeTrace } from './exportTrace.ts';
import { fenced } from './fenced.ts';

/** One way to write a run. */
export interface ExportFormat {
  readonly id: 'text' | 'csv' | 'columns' | 'maps' | 'ndjson' | 'trace' | 'markdown' | 'stdout' | 'stderr';
  readonly title: string;
  readonly extension: string;
  /** The file's contents piece by piece, made while it is read. `formats`: those that the script prints its lines by. */
  write(run: Run, formats: readonly OutputFormat[]): AsyncIterable<string | Buffer>;
}

export const exportFormats: readonly ExportFormat[] = [
  { id: 'markdown', title: 'Markdown summary with script, kernel and losses', extension: 'md', write: writeMarkdown },
  { id: 'text', title: 'Text, every line', extension: 'txt', write: writeText },
  { id: 'csv', title: 'CSV of the lines with their times', extension: 'csv', write: writeCsv },
  { id: 'columns', title: "CSV of the lines' columns, by the script's formats", extension: 'csv', write: writeColumns },
  { id: 'maps', title: 'CSV of maps and histograms over time', extension: 'csv', write: writeMaps },
  { id: 'ndjson', title: 'NDJSON, lines and records', extension: 'ndjson', write: writeNdjson },
  { id: 'trace', title: 'Trace for Perfetto', extension: 'json', write: (run) => writeTrace(run, linesOf) },
  { id: 'stdout', title: 'Raw bytes of standard output', extension: 'out', write: (run) => writeRaw(run, 'stdout') },
  { id: 'stderr', title: 'Raw bytes of standard error', extension: 'err', write: (run) => writeRaw(run, 'stderr') },
];

const linesAtATime = 10_000;

/** Lines and rows of a map that a summary shows. */
const mostLines = 200;
const mostRows = 25;

async function* linesOf(run: Run, from = 0): AsyncIterable<readonly OutputLine[]> {
  for (let first = from; first < run.lineCount; ) {
    const lines = await run.lines(first, linesAtATime);
    if (lines.length === 0) return;
    yield lines;
    first += lines.length;
  }
}

/** Every byte as the tracer wrote it, as far as it is here; of a group, one host after the other. */
async function* writeRaw(run: Run, stream: 'stdout' | 'stderr'): AsyncIterable<Buffer> {
  for (const { request, id } of run.hosts?.map((host) => host.run) ?? [run]) {
    yield* rawBytes(join(request.spoolFolder, id), stream);
  }
}

async function* writeText(run: Run): AsyncIterable<string> {
  const width = Math.max(0, ...(run.hosts ?? []).map(({ name }) => name.length));
  const prefix = (host: string | undefined): string => (host === undefined ? '' : `${host.padEnd(width)} | `);
  for await (const lines of linesOf(run)) {
    yield lines.map(({ text, host }) => `${prefix(hostName(run, host))}${text}\n`).join('');
  }
}

/** Of a run group, each row has its host. */
async function* writeCsv(run: Run): AsyncIterable<string> {
  yield run.hosts ? 'ms,host,stream,text\r\n' : 'ms,stream,text\r\n';
  for await (const lines of linesOf(run)) {
    yield lines
      .map(({ at, stream, text, host }) => csvRow([at, ...hostCell(run, hostName(run, host)), stream, text]))
      .join('');
  }
}

function hostName(run: Run, host: number | undefined): string | undefined {
  return host === undefined ? undefined : run.hosts?.[host]?.name;
}

function hostCell(run: Run, host: string | undefined): readonly string[] {
  return run.hosts ? [host ?? ''] : [];
}

/** Lines that no format printed are left out. A column that several kinds of lines have is one. */
async function* writeColumns(run: Run, given: readonly OutputFormat[]): AsyncIterable<string> {
  const formats = new LineFormats(given);
  const names = [...new Set(formats.shapes.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  const places = formats.shapes.map(({ columns }) => columns.map(({ name }) => names.indexOf(name)));
  yield csvRow(['ms', 'script line', ...names]);
  for await (const lines of linesOf(run)) {
    let text = '';
    for (const { at, stream, text: line, ofRecord } of lines) {
      const matched = stream === 'stdout' && !ofRecord ? formats.match(line) : undefined;
      if (matched === undefined) continue;
      const cells: (string | number)[] = names.map(() => '');
      for (const [index, cell] of matched.cells.entries()) cells[places[matched.shape]?.[index] ?? 0] = cell;
      text += csvRow([at, (formats.shapes[matched.shape]?.scriptLines[0] ?? 0) + 1, ...cells]);
    }
    yield text;
  }
}

async function* writeMaps(run: Run): AsyncIterable<string> {
  yield run.hosts ? 'ms,host,name,key,low,high,value\r\n' : 'ms,name,key,low,high,value\r\n';
  const { records, moments } = run.records(0);
  for (const [index, record] of records.entries()) {
    const head = [moments[index] ?? 0, ...hostCell(run, record.host)];
    if (record.kind === 'map')
      yield record.entries.map(({ key, value }) => csvRow([...head, record.name, key, '', '', value])).join('');
    else if (record.kind === 'histogram')
      yield record.buckets
        .map(({ low, high, count }) => csvRow([...head, record.name, record.key, low ?? '', high ?? '', count]))
        .join('');
    else if (record.kind === 'stacks')
      yield record.stacks
        .map(({ frames, key, count }) => csvRow([...head, record.name, [key, ...frames].join(';'), '', '', count]))
        .join('');
  }
}

async function* writeNdjson(run: Run): AsyncIterable<string> {
  const { request, id, startedAt, kernelRelease } = run;
  const about = {
    kind: 'run',
    id,
    startedAt,
    kernel: kernelRelease,
    script: request.script,
    target: request.target.name,
  };
  yield `${JSON.stringify(about)}\n`;
  const { records, moments } = run.records(0);
  for (const [index, record] of records.entries()) yield `${JSON.stringify({ at: moments[index], ...record })}\n`;
  for await (const lines of linesOf(run)) {
    yield lines
      .map(({ at, stream, text, host }) => {
        const name = hostName(run, host);
        return `${JSON.stringify({ kind: 'line', at, stream, text, ...(name !== undefined && { host: name }) })}\n`;
      })
      .join('');
  }
}

async function* writeMarkdown(run: Run): AsyncIterable<string> {
  const { request, state } = run;
  const { script, target, options } = request;
  const losses = [...run.losses].filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`);
  const facts = [
    ['Target', `${target.name}${run.kernelRelease === '' ? '' : `, kernel ${run.kernelRelease}`}`],
    ['Tracer', request.tracer],
    ['Started', new Date(run.startedAt).toISOString()],
    ['Arguments', options.arguments.join(' ')],
    ['Ended', state.kind === 'ended' ? `${state.end.how}. ${state.end.message}` : 'not yet'],
    ['Kernel left clean', state.kind === 'ended' ? (state.end.proof ?? 'not proven') : ''],
    ['Lost', losses.length === 0 ? 'nothing' : `${losses.join(', ')}: totals are at least what they say`],
    ['Output', `${run.lineCount} lines, ${run.byteCount} bytes`],
  ];
  yield `# ${script.name} on ${target.name}\n\n`;
  yield facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `- ${name}: ${value}\n`)
    .join('');
  yield `\n## Script\n\n${fenced(script.text)}`;
  for (const record of newest(run.records(0).records)) {
    if (record.kind === 'map') yield mapTable(record);
    else if (record.kind === 'histogram')
      yield `\n## ${record.name}${record.key === '' ? '' : `[${record.key}]`}\n\n${fenced(textOf(record))}`;
  }
  if (run.lineCount === 0) return;
  const first = Math.max(0, run.lineCount - mostLines);
  yield `\n## Output${first > 0 ? `, the last ${mostLines} lines` : ''}\n\n`;
  const texts: string[] = [];
  for await (const lines of linesOf(run, first)) texts.push(...lines.map(({ text }) => text));
  yield fenced(texts.join('\n'));
}

/** The last state of each map and histogram. */
function newest(records: readonly TraceRecord[]): Iterable<TraceRecord> {
  const found = new Map<string, TraceRecord>();
  for (const record of records) {
    if (record.kind === 'map') found.set(`map ${record.name}`, record);
    else if (record.kind === 'histogram') found.set(`histogram ${record.name} ${record.key}`, record);
  }
  return found.values();
}

function mapTable({ name, entries }: Extract<TraceRecord, { kind: 'map' }>): string {
  const sorted = [...entries].sort((a, b) => Number(b.value) - Number(a.value));
  const cell = (text: string | number): string => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
  const rows = sorted.slice(0, mostRows).map(({ key, value }) => `| ${cell(key)} | ${cell(value)} |\n`);
  const more = sorted.length > mostRows ? `\n${sorted.length - mostRows} more rows.\n` : '';
  return `\n## ${name}\n\n| Key | Value |\n| --- | ---: |\n${rows.join('')}${more}`;
}

function textOf(record: TraceRecord): string {
  return recordLines(record, 'stdout')
    .map(({ text }) => text)
    .join('\n');
}
