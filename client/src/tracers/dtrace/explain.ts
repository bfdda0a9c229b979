// What dtrace's messages say about the script, as findings with a remedy where one is known.
import type { RunScript, TracerFinding } from '../tracer.ts';
import { remedyFor } from './remedies.ts';

const compileError = /^dtrace: failed to compile script .*?: (?:".*?", )?(?:line (\d+): )?(.*)$/;
const otherError = /^dtrace: (failed to .*|error on enabled probe .*|.* requires? .*)$/;

export function explain(stderr: string, _script: RunScript): readonly TracerFinding[] {
  const findings = new Map<string, TracerFinding>();
  for (const line of stderr.split('\n')) {
    const finding = findingOf(line);
    // A handler's error comes once a probe hit.
    if (finding) findings.set(`${finding.line} ${finding.message}`, finding);
  }
  return [...findings.values()];
}

function findingOf(text: string): TracerFinding | undefined {
  const compile = compileError.exec(text);
  const message = compile?.[2] ?? otherError.exec(text)?.[1];
  if (message === undefined) return undefined;
  const remedy = remedyFor(message);
  // A library of dtrace's own that does not compile names itself; the script is not at fault.
  return {
    line: compile?.[1] === undefined || text.includes('.d", line') ? 1 : Number(compile[1]),
    severity: text.includes('error on enabled probe') ? 'warning' : 'error',
    message,
    ...(remedy !== undefined && { remedy }),
  };
}
