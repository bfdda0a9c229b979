// The lines that dtrace writes to stderr.
import type { TraceRecord } from '../../runs/record.ts';

const matched = /^dtrace: (?:script|description) .* matched (\d+) probes?$/;
const drops = /^dtrace: (\d+) (?:(?:aggregation|speculative|dynamic variable|stack string|[a-z ]+) )?drops?\b/;
const notice = /^dtrace: (.*)$/;
/** What dtrace says of its own doings that is no complaint. */
const harmless = /^dtrace: (?:pid \d+ has exited|buffer size lowered|aggregation size lowered|allowing destructive)/;

export function decodeNotice(text: string): TraceRecord {
  const probes = matched.exec(text);
  if (probes) return { kind: 'attached', probes: Number(probes[1]) };
  const lost = drops.exec(text);
  if (lost) return { kind: 'loss', what: 'lost events', count: Number(lost[1]) };
  const said = notice.exec(text)?.[1];
  if (said === undefined) return { kind: 'line', text };
  if (harmless.test(text)) return { kind: 'message', severity: 'information', text: said };
  return { kind: 'message', severity: 'error', text: said, ...placeIn(said) };
}

/** Errors of the compiler tell the line; errors of a handler tell its number, which needs the script. */
function placeIn(said: string): { readonly line: number } | undefined {
  const match = /^failed to compile script .*?: line (\d+): /.exec(said);
  return match ? { line: Number(match[1]) } : undefined;
}
