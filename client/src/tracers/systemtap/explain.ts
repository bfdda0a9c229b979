// What SystemTap's messages say about the script, as findings with a remedy where one is known.
import type { RunScript, TracerFinding } from '../tracer.ts';
import { type StapMessage, StapMessages, type StapPlace } from './messages.ts';
import { remedyFor } from './remedies.ts';

/** gcc's words about the module that stap made, in pass 4. */
const compilerError = /^(\S+\.[ch]):\d+:\d+: error: (.*)$/;

export function explain(stderr: string, script: RunScript): readonly TracerFinding[] {
  const messages = new StapMessages();
  const findings: TracerFinding[] = [];
  let openChain: { readonly message: StapMessage; readonly at: number } | undefined;
  const take = (message: StapMessage) => {
    if (openChain && message.head === 'semantic error' && !message.place) {
      findings[openChain.at] = findingOf(openChain.message, openChain.message.place, message.text);
      openChain = undefined;
      return;
    }
    openChain = undefined;
    if (!concernsScript(message, script)) return;
    // stap says where on one line and why on the next.
    if (message.text.startsWith('while ')) openChain = { message, at: findings.length };
    findings.push(findingOf(message, message.place));
  };
  for (const line of stderr.split('\n')) {
    for (const part of messages.line(line)) {
      if (typeof part !== 'string') take(part);
      else findings.push(...compilerFinding(part, script, findings));
    }
  }
  for (const message of messages.end()) take(message);
  return withoutEchoes(findings);
}

function findingOf({ severity, text }: StapMessage, place: StapPlace | undefined, why?: string): TracerFinding {
  const message = why === undefined ? text : `${text}: ${why}`;
  const remedy = remedyFor(message);
  return {
    line: place?.line ?? 1,
    ...(place && { column: place.column }),
    severity,
    message,
    ...(remedy !== undefined && { remedy }),
  };
}

/** A message without a place is a finding only where something can be done about it. */
function concernsScript({ place, text }: StapMessage, script: RunScript): boolean {
  if (!place) return remedyFor(text) !== undefined;
  return place.file === '' || place.file === '<input>' || place.file.split('/').at(-1) === script.name;
}

/** One finding for all that the C compiler says. */
function compilerFinding(line: string, script: RunScript, before: readonly TracerFinding[]): readonly TracerFinding[] {
  const match = compilerError.exec(line);
  const message = `C compiler: ${match?.[2]}`;
  if (!match || before.some((finding) => finding.message.startsWith('C compiler: '))) return [];
  const embedded = script.text.indexOf('%{');
  if (embedded >= 0 && !match[1]?.includes('/runtime/')) {
    const remedy = 'The embedded C of the script does not compile: look at what stands between %{ and %}.';
    return [{ line: script.text.slice(0, embedded).split('\n').length, severity: 'error', message, remedy }];
  }
  const remedy =
    'It is not your script: the C that SystemTap made does not compile against this kernel. Install the headers of the running kernel, or a SystemTap that knows it.';
  return [{ line: 1, severity: 'error', message, remedy }];
}

/** stap repeats "unresolved type" for all that depends on one mistake. */
function withoutEchoes(findings: readonly TracerFinding[]): readonly TracerFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ line, column, message }) => {
    const key = `${line}:${column}:${message}`;
    return !seen.has(key) && seen.add(key);
  });
}
