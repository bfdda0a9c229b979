// What bpftrace's messages say about the script, as findings with a remedy where one is known.
import type { RunScript, TracerFinding } from '../tracer.ts';
import { messageHead } from './messages.ts';
import { remedyFor } from './remedies.ts';
import { lineOfProgram, verifierCause } from './verifierLog.ts';

/** The message about a program that the kernel did not take, with the program's name where it is told. */
const refusal = /(?:Error loading (?:BPF program for|program:) (\S+?)\.?(?: |$)|Failed to load program)/;

export function explain(stderr: string, script: RunScript): readonly TracerFinding[] {
  const lines = stderr.split('\n');
  const findings: TracerFinding[] = [];
  for (const [index, line] of lines.entries()) {
    const head = messageHead(line);
    if (!head || head.severity === 'information') continue;
    const cause = refusal.test(head.text) ? causeAround(lines, index) : undefined;
    const message = cause === undefined ? head.text : `${cause}\n${head.text}`;
    const remedy = hintAfter(lines, index) ?? remedyFor(message);
    // Without a place it is told only where something can be done, or where it ended the run.
    if (head.line === undefined && head.severity === 'warning') continue;
    findings.push({
      line: head.line ?? lineOfProgram(refusal.exec(head.text)?.[1] ?? '', script.text) ?? 1,
      ...(head.column !== undefined && { column: head.column }),
      ...(head.endColumn !== undefined && { endColumn: head.endColumn }),
      severity: head.severity === 'error' ? 'error' : 'warning',
      message,
      ...(remedy !== undefined && { remedy }),
    });
  }
  return findings;
}

/** The verifier's word on a program: its log follows the message, or stands before it (0.17). */
function causeAround(lines: readonly string[], index: number): string | undefined {
  const next = lines.findIndex((line, at) => at > index && messageHead(line) !== undefined);
  const before = lines.findLastIndex((line, at) => at < index && messageHead(line) !== undefined);
  return (
    verifierCause(lines.slice(index + 1, next < 0 ? undefined : next)) ?? verifierCause(lines.slice(before + 1, index))
  );
}

/** bpftrace's own advice, a line that follows the excerpt. */
function hintAfter(lines: readonly string[], index: number): string | undefined {
  for (const line of lines.slice(index + 1, index + 4)) {
    if (line.startsWith('HINT: ')) return line.slice('HINT: '.length);
    if (messageHead(line)) return undefined;
  }
  return undefined;
}
