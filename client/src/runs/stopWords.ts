// What a run that is ending waits for, in words.

const rungs: Readonly<Record<string, string>> = {
  asked: 'The target is told to end the tracer.',
  INT: 'The tracer was told to end (SIGINT): it detaches its probes and prints what it has counted.',
  TERM: 'The tracer did not end on SIGINT and was told once more (SIGTERM).',
  KILL: 'The tracer did not end by itself and was killed (SIGKILL).',
  unload: 'The tracer did not end by itself; its kernel module is removed.',
};

/** A rung of the stop ladder as a sentence; what is none, as the hosts of a group that have ended, is one already. */
export function spellRung(rung: string): string {
  return rungs[rung] ?? rung;
}
