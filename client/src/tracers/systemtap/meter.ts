// Meters SystemTap's probes through the file that the counted copy of a script keeps in /proc/systemtap.
import type { CountedCopy, ScriptClause } from '../../../../server/src/protocol.ts';
import type { GlobalFigure, MeterAnswer, ProbeCount } from '../../runs/figures.ts';
import type { Meter } from '../tracer.ts';
import { restorer } from './restoreMessages.ts';

// A module is named stap_…_PID, by a process of the session that the tracer leads.
const program = String.raw`begin() { :; }
find_file() {
  for file in /proc/systemtap/stap_*/tracewright; do
    module=${'$'}{file%/*}
    read -r stat 2>/dev/null <"/proc/${'$'}{module##*_}/stat" || continue
    set -- ${'$'}{stat##*)}
    [ "$4" != "$tracer" ] || return 0
  done
  return 1
}
reading() { find_file && cat "$file" 2>/dev/null; }
order() { find_file && printf '%s\n' "$1" >"$file"; }
`;

export const meter: Meter = {
  program,
  reader: (clauses, copy) => ({ read: (reading) => answerOf(reading, clauses, copy) }),
  // Two for the file and two for the end.
  copying: { restorer, ownProbes: 4 },
};

function answerOf(
  reading: string,
  clauses: readonly ScriptClause[],
  copy: CountedCopy | undefined,
): MeterAnswer | undefined {
  const lines = reading.split('\n');
  const counts = lines.flatMap((line) => countOf(line, clauses));
  if (counts.length === 0) return undefined;
  const values = new Map(lines.flatMap((line) => globalIn(line)));
  const globals = copy?.globals.map(({ name, line, type }): GlobalFigure => {
    const value = values.get(name);
    return { name, line: line + 1, type, ...(value !== undefined && { value }) };
  });
  return { counts, ...(globals && { globals }) };
}

/** `CLAUSE HITS TIME LONGEST OFF`; at the end of a run nothing can be switched any more. */
function countOf(line: string, clauses: readonly ScriptClause[]): readonly ProbeCount[] {
  const [, number = '', hits, time, longest, off] = /^(\d+) (\d+) (\d+) (\d+)(?: (\d+))?$/.exec(line) ?? [];
  const clause = clauses[Number(number)];
  if (number === '' || clause === undefined) return [];
  return [
    {
      text: clause.points.join(', '),
      line: clause.line + 1,
      hits: Number(hits),
      time: Number(time),
      longest: Number(longest),
      ...(off !== undefined && { control: { clause: Number(number), isOn: off === '0' } }),
    },
  ];
}

function globalIn(line: string): readonly [string, string][] {
  const [, name, value = ''] = /^global (\w+) ?(.*)$/.exec(line) ?? [];
  return name === undefined ? [] : [[name, value]];
}
