// What dtrace's messages say about the script, as findings with a remedy where one is known.
import type { RunScript, TracerFinding } from '../tracer.ts';
import { clauseLine } from './clauseLine.ts';
import { libraryRemedy, remedyFor } from './remedies.ts';

const compileError = /^dtrace: failed to compile script .*?: (?:(".*?"), )?(?:line (\d+): )?(.*)$/;
const handlerError = /^dtrace: (error (?:in dt_clause_(\d+) for|on enabled) probe ID .*)$/;
const otherError = /^dtrace: (failed to .*|could not .*|No such process|.* requires? .*)$/;

export function explain(stderr: string, script: RunScript): readonly TracerFinding[] {
  const findings = new Map<string, TracerFinding>();
  for (const line of stderr.split('\n')) {
    const finding = findingOf(line, script);
    // A handler's error comes with each hit of its probe.
    if (finding) findings.set(`${finding.line} ${finding.message}`, finding);
  }
  return [...findings.values()];
}

function findingOf(text: string, script: RunScript): TracerFinding | undefined {
  const compile = compileError.exec(text);
  if (compile) {
    // A file that does not compile but is not the script is one of dtrace's own libraries.
    const isLibrary = compile[1] !== undefined;
    if (isLibrary) return { line: 1, severity: 'error', message: compile[3] ?? '', remedy: libraryRemedy };
    return finding('error', Number(compile[2] ?? 1), compile[3] ?? '');
  }
  const handler = handlerError.exec(text);
  if (handler) return finding('warning', clauseLine(script.text, Number(handler[2] ?? 0)), handler[1] ?? '');
  const other = otherError.exec(text);
  return other ? finding('error', 1, other[1] ?? '') : undefined;
}

function finding(severity: 'error' | 'warning', line: number, message: string): TracerFinding {
  const remedy = remedyFor(message);
  return { line, severity, message: message.replace(/ at BPF pc \d+$/, ''), ...(remedy !== undefined && { remedy }) };
}
