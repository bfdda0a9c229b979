// Reads the supervisor's log, the stream `l`: what it did and how the run ended.

/** What ended the tracer: itself, the user, a limit of time or output, the client's silence, a full disk on the target, the supervisor's death. */
export type EndReason = 'finished' | 'stopped' | 'limit' | 'output' | 'lease' | 'full' | 'failed';

export type LogEvent =
  | { readonly kind: 'rung'; readonly action: string }
  /** The ladder is exhausted and the tracer lives on. */
  | { readonly kind: 'stuck'; readonly pid: string }
  /** The target now counts the time limit. */
  | { readonly kind: 'limited' }
  | { readonly kind: 'proof'; readonly text: string }
  | { readonly kind: 'unproven'; readonly text: string }
  /** The supervisor was killed. */
  | { readonly kind: 'abandoned' }
  /** `code` as a shell tells it: more than 128 is a signal. */
  | { readonly kind: 'end'; readonly reason: EndReason; readonly code: number };

const reasons: readonly string[] = [
  'finished',
  'stopped',
  'limit',
  'output',
  'lease',
  'full',
  'failed',
] satisfies EndReason[];

/** Turns the log's bytes into events; lines that only help a reader of the log give none. */
export class RunLog {
  #held = '';

  *push(bytes: Buffer): Generator<LogEvent, void, undefined> {
    const lines = (this.#held + bytes.toString('utf8')).split('\n');
    this.#held = lines.pop() ?? '';
    for (const line of lines) {
      const event = logEvent(line);
      if (event) yield event;
    }
  }
}

function logEvent(line: string): LogEvent | undefined {
  const space = line.indexOf(' ');
  const word = space < 0 ? line : line.slice(0, space);
  const rest = space < 0 ? '' : line.slice(space + 1);
  switch (word) {
    case 'rung':
      return { kind: 'rung', action: rest };
    case 'stuck':
      return { kind: 'stuck', pid: rest };
    case 'proof':
    case 'unproven':
      return { kind: word, text: rest };
    case 'limited':
    case 'abandoned':
      return { kind: word };
    case 'end': {
      const [reason = '', code = ''] = rest.split(' ');
      return isReason(reason) ? { kind: 'end', reason, code: Number(code) } : undefined;
    }
    default:
      return undefined;
  }
}

function isReason(word: string): word is EndReason {
  return reasons.includes(word);
}
