// What to do about bpftrace's messages, by what they say.

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /Failed to fork child: path .* (?:does not exist|must refer to)/i,
    'The target has no such program in its PATH: give the full path of the command to start (-c).',
  ],
  [
    /out of valid pid range|Pid out of range|Failed to attach to pid/,
    'No such process runs there (any more): choose it anew in Run With….',
  ],
  [
    /No matches for u(?:ret)?probe|uprobe target file|No matches for usdt|couldn't get pid for usdt/i,
    'The program on the target has no such place, or is not there: let completion offer what it has.',
  ],
  [
    /Unable to attach probe: hardware:|perf_event_open.*hardware/,
    'This machine has no such counter, as most virtual machines have none: use a software: event instead.',
  ],
  [
    /[Ll]ockdown/,
    'The kernel is locked down and refuses BPF programs that read it: start it with lockdown=integrity or none, or ask who runs it.',
  ],
  [
    /Cannot resolve unknown type|Unknown struct\/union/,
    'The target tells no such type: look at its spelling, or include the header that has it.',
  ],
  [
    /No matches for|not traceable|probe.*does not exist|tracepoint not found/i,
    'The kernel of this target has no such place: let completion offer what it has.',
  ],
  [
    /No space left on device|too large|sequence of \d+ jumps is too complex|infinite loop|loop/,
    'The verifier could not follow the program to its end: make loops shorter and bounded, or split the script.',
  ],
  [
    /only supports running as the root user|CAP_|Operation not permitted|Permission denied/,
    'bpftrace needs root on the target: log in as root or allow sudo without a password.',
  ],
  [/unsafe|--unsafe/, 'The function can change the system: give bpftrace the option --unsafe, if you mean it.'],
  [
    /BPFTRACE_MAX_PROBES|more than the current limit/,
    'Trace fewer places: narrow the wildcard, or raise BPFTRACE_MAX_PROBES.',
  ],
  [
    /perf_event_max_stack|stack id map/,
    'Ask for fewer frames, or raise the sysctl kernel.perf_event_max_stack on the target.',
  ],
  [
    /Looks like the BPF stack limit|stack limit/,
    'A BPF program has 512 bytes of stack: use shorter strings, or keep values in maps.',
  ],
  [/BTF|vmlinux/, 'The kernel tells no types (BTF) there: use a tracepoint or kprobe instead.'],
];

/** Undefined where nothing is known. */
export function remedyFor(message: string): string | undefined {
  return remedies.find(([pattern]) => pattern.test(message))?.[1];
}
