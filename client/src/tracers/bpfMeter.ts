// Meters tracers whose probes are BPF programs: the kernel counts and times each program, once it is told to.
import type { ScriptClause } from '../../../server/src/protocol.ts';
import type { ProbeCount } from '../runs/figures.ts';
import type { Meter } from './tracer.ts';

/** A BPF program of the tracer's, as the kernel tells of it. */
export interface BpfProgram {
  readonly id: number;
  /** As the kernel has it: shortened to 15 characters unless the tracer gave it type information; '' where it is not told. */
  readonly name: string;
  readonly hits: number;
  /** Nanoseconds in all. */
  readonly time: number;
}

// The setting is the machine's: several runs that want it hold it together, and the last one puts back what was before the first.
const hold = `hold=/run/tracewright-bpf-statistics
setting=/proc/sys/kernel/bpf_stats_enabled
take_lock() {
  tries=0
  until mkdir "$hold.lock" 2>/dev/null || [ $tries -ge 50 ]; do
    tries=$((tries + 1))
    sleep 0.1 2>/dev/null || sleep 1
  done
}
is_held() {
  for other in "$hold"/*; do
    [ "$other" != "$hold/was" ] && read -r folder 2>/dev/null <"$other" || continue
    if read -r supervisor 2>/dev/null <"$folder/supervisor.pid" && grep -q "$folder" "/proc/$supervisor/cmdline" 2>/dev/null; then
      return 0
    fi
  done
  return 1
}
`;

const release = String.raw`dir=${'$'}{0%/*}
take_lock
rm -f "$hold/${'$'}{dir##*/}"
if ! is_held && read -r was 2>/dev/null <"$hold/was"; then
  printf '%s\n' "$was" >"$setting"
  rm -rf "$hold"
  echo "kernel.bpf_stats_enabled is $was as before"
fi
rmdir "$hold.lock"
`;

// The undo is written before anything is changed, and nothing is changed after the supervisor looked for it.
const program = String.raw`${hold}
begin() {
  [ -w "$setting" ] || return 0
  cat >"$dir/undo" <<'end of undo'
${hold}${release}end of undo
  take_lock
  if [ ! -e "$dir/done" ]; then
    mkdir -m 700 "$hold" 2>/dev/null && cat "$setting" >"$hold/was"
    printf '%s\n' "$dir" >"$hold/${'$'}{dir##*/}"
    printf '1\n' >"$setting"
  fi
  rmdir "$hold.lock"
}
order() { :; }
named=
reading() {
  programs=$(grep -hE '^(link_type|prog_type|prog_tag|prog_id|run_time_ns|run_cnt):' "/proc/$tracer/fdinfo/"* 2>/dev/null)
  printf '%s\n' "$programs"
  ids=$(printf '%s\n' "$programs" | grep prog_id)
  [ "$ids" = "$named" ] || grep -o 'bpf_prog_[0-9a-f]\{16\}_[^[:space:]]*' /proc/kallsyms
  named=$ids
}
`;

/** The clauses that each program is of, as indexes: none where that cannot be told, several where it runs for all of them. */
export type AssignPrograms = (
  programs: readonly BpfProgram[],
  clauses: readonly ScriptClause[],
) => readonly (readonly number[])[];

export function bpfMeter(assign: AssignPrograms): Meter {
  return {
    program,
    reader: (clauses) => {
      const names = new Map<string, string[]>();
      let known = '';
      let assigned: readonly (readonly number[])[] = [];
      return {
        read(reading) {
          const programs = programsIn(reading, names);
          if (programs.length === 0) return undefined;
          const now = programs.map(({ id, name }) => `${id} ${name}`).join();
          if (now !== known) assigned = assign(programs, clauses);
          known = now;
          return { counts: countsOf(programs, clauses, assigned) };
        },
      };
    },
  };
}

/** `names`: those that each tag goes by, kept from one reading to the next, as only some readings tell them. */
export function programsIn(reading: string, names: Map<string, string[]>): readonly BpfProgram[] {
  const lines = reading.split('\n');
  const told = lines.flatMap((line) => /^bpf_prog_([0-9a-f]{16})_(.+)$/.exec(line) ?? []);
  if (told.length > 0) names.clear();
  for (let at = 0; at + 2 < told.length; at += 3) {
    const [tag = '', name = ''] = told.slice(at + 1);
    names.set(tag, [...(names.get(tag) ?? []), name]);
  }
  const found: { id: number; tag: string; hits: number; time: number }[] = [];
  let current: (typeof found)[number] | undefined;
  for (const line of lines) {
    const [, word, value = ''] = /^(\w+):\s*(\S+)/.exec(line) ?? [];
    switch (word) {
      case 'prog_type':
        current = { id: 0, tag: '', hits: 0, time: 0 };
        found.push(current);
        break;
      case 'link_type':
        // A link tells the program it attaches; that program has a file of its own.
        current = undefined;
        break;
      case 'prog_tag':
        if (current) current.tag = value;
        break;
      case 'prog_id':
        if (current) current.id = Number(value);
        break;
      case 'run_time_ns':
        if (current) current.time = Number(value);
        break;
      case 'run_cnt':
        if (current) current.hits = Number(value);
        break;
    }
  }
  const programs = [...new Map(found.map((one) => [one.id, one])).values()].sort((a, b) => a.id - b.id);
  return programs.map(({ id, tag, hits, time }) => {
    const twins = programs.filter((other) => other.tag === tag);
    const known = names.get(tag) ?? [];
    // Programs that are the same code have one tag; the kernel lists their names in the order in which they were loaded.
    const isTold = known.length === twins.length || new Set(known).size === 1;
    const name = isTold ? (known[twins.findIndex((twin) => twin.id === id)] ?? known[0] ?? '') : '';
    return { id, name, hits, time };
  });
}

/** One count for all programs of a clause. A clause without a program is not told: it may have none, or one that is gone. */
function countsOf(
  programs: readonly BpfProgram[],
  clauses: readonly ScriptClause[],
  assigned: readonly (readonly number[])[],
): readonly ProbeCount[] {
  const counts = new Map<string, ProbeCount>();
  for (const [index, { id, name, hits, time }] of programs.entries()) {
    const of = assigned[index] ?? [];
    const key = of.length === 0 ? `program ${id}` : of.join();
    const before = counts.get(key);
    const told = before ?? (of.length === 0 ? { text: name || `BPF program ${id}` } : placeOf(of, clauses));
    counts.set(key, { ...told, hits: hits + (before?.hits ?? 0), time: time + (before?.time ?? 0) });
  }
  return [...counts.values()].sort((a, b) => (a.line ?? Number.MAX_VALUE) - (b.line ?? Number.MAX_VALUE));
}

function placeOf(
  of: readonly number[],
  clauses: readonly ScriptClause[],
): Pick<ProbeCount, 'text' | 'line' | 'alsoLines'> {
  const found = of.flatMap((clause) => clauses[clause] ?? []);
  const [line = 1, ...alsoLines] = found.map((clause) => clause.line + 1);
  const text = found.flatMap(({ points }) => points).join(', ');
  return { text, line, ...(alsoLines.length > 0 && { alsoLines }) };
}
