// Decodes what dtrace writes: text with distributions in it on stdout, its notices on stderr.
import { HistogramTables } from '../histogramTable.ts';
import { TextDecoder } from '../textDecoder.ts';
import type { Decoder, LaunchPlan } from '../tracer.ts';
import { decodeNotice } from './notices.ts';

export function decoder(plan: LaunchPlan): Decoder {
  const tables = new HistogramTables(plan.statistics ?? [], { keysStandAbove: true });
  return new TextDecoder(tables, { line: (text) => [decodeNotice(text)], end: () => [] });
}
