// Reads a run's lines by their formats in a thread of its own, so that a flood holds nobody up.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { OutputFormat } from '../../../../server/src/protocol.ts';
import { readExactly, readLines, type SpoolReader } from '../spool/readLines.ts';
import type { TextLimit } from '../textLimit.ts';
import { LineFormats } from './lineFormats.ts';
import type { LineAnswer, LineQuery } from './lineQuery.ts';
import { LineTable } from './lineTable.ts';

/** What the thread is started with. */
export interface LineTableOrder {
  /** The run's folder. */
  readonly folder: string;
  readonly formats: readonly OutputFormat[];
  readonly query: LineQuery;
  readonly limit: TextLimit;
}

/** What it is told: lines that are whole by now and may be read, and what is asked from now on. */
export interface LineTableWish {
  readonly lineCount: number;
  readonly query: LineQuery;
}

/** Lines read at once, and milliseconds between two answers. */
const linesAtOnce = 20_000;
const pace = 400;

const { folder, formats: given, query: first, limit } = workerData as LineTableOrder;
const formats = new LineFormats(given, limit);
let query = first;
let table = new LineTable(formats, query);
let wanted = 0;
let scanned = 0;
let isScanning = false;
let toldAt = 0;

parentPort?.on('message', (wish: LineTableWish) => {
  wanted = wish.lineCount;
  query = wish.query;
  if (!table.ask(query)) {
    table = new LineTable(formats, query);
    scanned = 0;
  }
  if (!isScanning) void scan();
});

async function scan(): Promise<void> {
  isScanning = true;
  const files = {
    'lines.index': await open(join(folder, 'lines.index'), 'r'),
    lines: await open(join(folder, 'lines'), 'r'),
  };
  try {
    while (scanned < wanted) {
      const asked = table;
      const count = Math.min(linesAtOnce, wanted - scanned);
      const reader: SpoolReader = {
        indexSize: (await files['lines.index'].stat()).size,
        read: (name, position, length) => readExactly(files[name], position, length),
      };
      const lines = await readLines(reader, scanned, count);
      if (lines.length === 0) break;
      // Something else may have been asked for meanwhile.
      if (asked !== table) continue;
      for (const line of lines) table.add(line.text, line.stream === 'stdout' && !line.ofRecord, line.at);
      scanned += lines.length;
      if (performance.now() - toldAt > pace) tell();
    }
  } finally {
    isScanning = false;
    await Promise.all(Object.values(files).map((file) => file.close()));
  }
  tell();
}

function tell(): void {
  toldAt = performance.now();
  const news: LineAnswer = table.answer(wanted);
  parentPort?.postMessage(news);
}
