// bpftrace's own messages: `FILE:LINE:COLUMN-COLUMN: ERROR: text`, mostly followed by the source line and a row of tildes.
import type { TraceRecord } from '../../runs/record.ts';
import { beginsVerifierLog, endsVerifierLog, tellVerifierLog } from './verifierLog.ts';

/** A message as bpftrace heads it. Lines and columns from 1, the end column exclusive. */
export interface MessageHead {
  readonly severity: 'error' | 'warning' | 'information';
  readonly text: string;
  readonly line?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

// Places are `12:3-8` within a line and `12-14` over several.
const head = /^(?:(.+?):(\d+)(?::(\d+)-(\d+)|-(\d+)): )?(ERROR|WARNING|HINT|INFO): (.*)$/;

/** Undefined where a line does not begin a message. */
export function messageHead(line: string): MessageHead | undefined {
  const match = head.exec(line);
  if (!match) return undefined;
  const [, , row, column, endColumn, , word, text = ''] = match;
  // 0.17 calls an error what only old kernels mind.
  const isHarmless = text.includes("couldn't set RLIMIT_MEMLOCK");
  const severity =
    isHarmless || word === 'HINT' || word === 'INFO' ? 'information' : word === 'ERROR' ? 'error' : 'warning';
  if (row === undefined) return { severity, text: word === 'HINT' ? `HINT: ${text}` : text };
  return {
    severity,
    text,
    line: Number(row),
    ...(column !== undefined && { column: Number(column), endColumn: Number(endColumn) }),
  };
}

/** Lines; bpftrace itself keeps a megabyte of log, some 15,000 lines, unless it is told otherwise. */
const LONGEST_LOG = 100_000;

/** Lines that are not JSON, in order; holds a located message until its excerpt is complete, and a verifier's log until its end. */
export class MessageLines {
  /** A verifier's log that has not ended. */
  #log: string[] | undefined;
  #held: { readonly head: MessageHead; readonly excerpt: string[] } | undefined;

  /** Whether what comes next belongs to a message, or ends it. */
  get isHolding(): boolean {
    return this.#log !== undefined || this.#held !== undefined;
  }

  line(text: string): readonly TraceRecord[] {
    if (this.#log) {
      if (messageHead(text)) return [...this.#endLog(), ...this.line(text)];
      this.#log.push(text);
      return endsVerifierLog(text) || this.#log.length >= LONGEST_LOG ? this.#endLog() : [];
    }
    if (beginsVerifierLog(text)) {
      const before = this.end();
      this.#log = [];
      return before;
    }
    const next = messageHead(text);
    if (next) {
      const before = this.end();
      if (next.column === undefined) return [...before, recordOf(next, [])];
      this.#held = { head: next, excerpt: [] };
      return before;
    }
    if (!this.#held) return [{ kind: 'line', text }];
    this.#held.excerpt.push(text);
    return this.#held.excerpt.length < 2 ? [] : this.end();
  }

  #endLog(): readonly TraceRecord[] {
    const log = this.#log ?? [];
    this.#log = undefined;
    return [{ kind: 'message', severity: 'error', text: tellVerifierLog(log) }];
  }

  end(): readonly TraceRecord[] {
    if (this.#log) return this.#endLog();
    const held = this.#held;
    this.#held = undefined;
    return held ? [recordOf(held.head, held.excerpt)] : [];
  }
}

function recordOf({ severity, text, line, column, endColumn }: MessageHead, excerpt: readonly string[]): TraceRecord {
  return {
    kind: 'message',
    severity,
    text: [text, ...excerpt].join('\n'),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column, endColumn }),
  };
}
