// What bpftrace's messages say about the script, as findings with a remedy where one is known.
import type { RunScript, TracerFinding } from '../tracer.ts';
import { messageHead } from './messages.ts';
import { remedyFor } from './remedies.ts';
import { verifierCause } from './verifierLog.ts';

export function explain(stderr: string, _script: RunScript): readonly TracerFinding[] {
  const lines = stderr.split('\n');
  const findings: TracerFinding[] = [];
  for (const [index, line] of lines.entries()) {
    const head = messageHead(line);
    if (!head || head.severity === 'information') continue;
    const cause = /Error loading (?:BPF )?program/.test(head.text) ? verifierCause(lines.slice(index + 1)) : undefined;
    const message = cause === undefined ? head.text : `${cause}\n${head.text}`;
    const remedy = hintAfter(lines, index) ?? remedyFor(message);
    // Without a place it is told only where something can be done, or where it ended the run.
    if (head.line === undefined && head.severity === 'warning') continue;
    findings.push({
      line: head.line ?? 1,
      ...(head.column !== undefined && { column: head.column }),
      ...(head.endColumn !== undefined && { endColumn: head.endColumn }),
      severity: head.severity === 'error' ? 'error' : 'warning',
      message,
      ...(remedy !== undefined && { remedy }),
    });
  }
  return findings;
}

/** bpftrace's own advice, a line that follows the excerpt. */
function hintAfter(lines: readonly string[], index: number): string | undefined {
  for (const line of lines.slice(index + 1, index + 4)) {
    if (line.startsWith('HINT: ')) return line.slice('HINT: '.length);
    if (messageHead(line)) return undefined;
  }
  return undefined;
}
