// What to do about bpftrace's messages, by what they say.

const remedies: readonly (readonly [RegExp, string])[] = [
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
