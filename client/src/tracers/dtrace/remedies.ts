// What to do about dtrace's messages, by what they say.

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /probe description .* does not match any probes/,
    'The kernel of this target has no such probe: let completion offer what it has, or give dtrace the option -Z.',
  ],
  [/extraneous argument/, 'The script uses fewer arguments than it was given.'],
  [
    /macro argument .* is not defined|\$\d+ is not defined/,
    'The script wants more arguments than it was given: set them before you run it.',
  ],
  [
    /destructive actions? (?:are )?not (?:allowed|permitted|enabled)/i,
    'The script can change the system: give dtrace the option -w, if you mean it.',
  ],
  [/invalid address/, 'The address was not readable: a pointer from user space needs copyin() or copyinstr().'],
  [/divide-by-zero/, 'Test the divisor in the predicate.'],
  [
    /requires? (?:additional )?privileges|Permission denied|run as root/,
    'dtrace needs root on the target: log in as root or allow sudo without a password.',
  ],
  [
    /^No such process/,
    'The command to start (-c) is not there under this name, or the process to follow has ended: look in Run With….',
  ],
  [
    /pid0 does not contain a valid pid/,
    '$target is the process that is followed: choose one, or a command to start, in Run With….',
  ],
  [/is not a member of struct/, 'The kernel of this target has no such member: let completion offer what it has.'],
];

/** For what one of dtrace's own libraries is blamed. */
export const libraryRemedy =
  "It is not your script: this dtrace's own library does not fit the kernel. Use the kernel it was made for, or bpftrace.";

/** Undefined where nothing is known. */
export function remedyFor(message: string): string | undefined {
  return remedies.find(([pattern]) => pattern.test(message))?.[1];
}
