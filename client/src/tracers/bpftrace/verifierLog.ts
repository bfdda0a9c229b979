// Reads the BPF verifier's log for what made it refuse a program.

/** What follows the cause: figures about the work done. */
const figures = /^(?:processed \d+ insns|verification time|stack depth|peak_states|mark_read|-- END)/;
/** The verifier's trace of instructions and register states, not its verdict. */
const trace =
  /^(?:\d+: |; |R\d|func#|from \d+ to|caller|callee|last_idx|regs=|mark_precise|libbpf: |arg#\d|frame \d+: )/;

/** The verdict: the last line before the figures that is no trace. Undefined without a log. */
export function verifierCause(log: readonly string[]): string | undefined {
  const end = log.findIndex((line) => figures.test(line.trim()));
  const before = (end < 0 ? [] : log.slice(0, end)).map((line) => line.trim());
  return before.findLast((line) => line !== '' && !trace.test(line));
}
