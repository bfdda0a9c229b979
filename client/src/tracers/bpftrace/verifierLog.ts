// Reads the BPF verifier's log, which bpftrace shows with -v: what made it refuse a program, first, and the rest shortened.

/** The line above a log; 0.17 and newer releases spell it apart. */
const heading = /^(?:Kernel error|Error) log:\s*$/;
/** What follows the cause: figures about the work done. */
const figures = /^(?:processed \d+ insns|verification time|stack depth|peak_states|mark_read|-- END)/;
/** The verifier's trace of instructions and register states, not its verdict. */
const trace =
  /^(?:\d+: |; |R\d|func#|from \d+ to|caller|callee|last_idx|regs=|mark_precise|libbpf: |arg#\d|frame \d+: )/;

/** Lines of a log that are shown before its cause. */
const SHOWN = 40;

export function beginsVerifierLog(line: string): boolean {
  return heading.test(line);
}

export function endsVerifierLog(line: string): boolean {
  return figures.test(line.trim());
}

/** The verdict: the last line before the figures that is no trace. Undefined without a log. */
export function verifierCause(log: readonly string[]): string | undefined {
  const end = log.findIndex((line) => figures.test(line.trim()));
  const before = (end < 0 ? [] : log.slice(0, end)).map((line) => line.trim());
  return before.findLast((line) => line !== '' && !trace.test(line) && !heading.test(line));
}

/** A log as one text: the cause, then the last of what led to it. */
export function tellVerifierLog(log: readonly string[]): string {
  const cause = verifierCause(log) ?? 'The verifier refused the program.';
  const left = Math.max(log.length - SHOWN, 0);
  const told = left === 0 ? [] : [`(${left} lines of the verifier's log before this are left out.)`];
  return [cause, ...told, ...log.slice(left)].join('\n');
}

/**
 * The line of the script, from 1, with the probe that a program was made for: named as it is written (`interval:s:1`, 0.17) or
 * as a C name with a number (`interval_s_1_2`). Undefined where no line has it.
 */
export function lineOfProgram(program: string, script: string): number | undefined {
  const asName = (text: string): string => text.replace(/[^A-Za-z0-9_]/g, '_').toLowerCase();
  const wanted = asName(program);
  const fits = (word: string): boolean => {
    const name = asName(word);
    return (
      name !== '' && (wanted === name || (wanted.startsWith(`${name}_`) && /^_\d+$/.test(wanted.slice(name.length))))
    );
  };
  const lines = script.split('\n').map((line) => line.replace(/\/\/.*/, ''));
  const found = lines.findIndex((line) => line.split(/[\s,{]+/).some(fits));
  return found < 0 ? undefined : found + 1;
}
