// What in a script can change the machine instead of only watching it, said before it runs.
import { spellArguments } from '../../runs/argumentWords.ts';
import type { GivenOptions } from '../../runs/mergeOptions.ts';
import type { TracerId } from '../../tracers/tracer.ts';

interface Risk {
  readonly pattern: RegExp;
  /** What it can do, as the end of a sentence that starts with "The script". */
  readonly what: string;
}

const risks: Record<TracerId, readonly Risk[]> = {
  stap: [
    { pattern: /%\{/, what: 'holds embedded C, which runs in the kernel unchecked' },
    { pattern: /\bsystem\s*\(/, what: 'starts commands with system()' },
    { pattern: /\b(?:panic|raise|set_kernel_\w+)\s*\(/, what: 'writes to the kernel' },
    {
      pattern: /\$\w+(?:\s*->\s*\w+|\.\w+|\[(?:[^[\]\n]|\[[^\]\n]*\])*\])*\s*(?:[-+*/%&|^]|<<|>>)?=(?!=)/,
      what: 'assigns to variables of the kernel',
    },
    { pattern: /\$return\s*=(?!=)/, what: 'changes what kernel functions return' },
  ],
  bpftrace: [
    { pattern: /\bsystem\s*\(/, what: 'starts commands with system()' },
    { pattern: /\boverride\s*\(/, what: 'changes what kernel functions return' },
    { pattern: /\bsignal\s*\(/, what: 'sends signals to processes' },
  ],
  dtrace: [
    { pattern: /^\s*#pragma\s+D\s+option\s+destructive/m, what: 'allows itself destructive actions' },
    { pattern: /\bsystem\s*\(/, what: 'starts commands with system()' },
    { pattern: /\b(?:panic|breakpoint|chill)\s*\(/, what: 'stops or slows the whole machine' },
    { pattern: /\b(?:stop|raise)\s*\(/, what: 'stops processes or sends them signals' },
    { pattern: /\b(?:copyout|copyoutstr)\s*\(/, what: 'writes to memory of processes' },
  ],
};

/** Tracer options that lift its safety. */
const riskyOptions: Record<TracerId, RegExp> = {
  stap: /^(?:-g|--guru)$/,
  bpftrace: /^--unsafe$/,
  dtrace: /^-w$/,
};

/** What is risky about a run, one claim each; empty for a script that only watches. `filed`: options that came with files, not from the user. */
export function scriptRisks(
  tracer: TracerId,
  text: string,
  options: readonly string[],
  filed: GivenOptions = {},
): readonly string[] {
  const code = withoutCommentsAndStrings(tracer, text);
  const found = risks[tracer].filter(({ pattern }) => pattern.test(code)).map(({ what }) => what);
  const firstLine = text.split('\n', 1)[0] ?? '';
  const words = firstLine.startsWith('#!') ? [...options, ...firstLine.split(/\s+/)] : options;
  if (words.some((word) => riskyOptions[tracer].test(word))) found.push("lifts the tracer's own safety checks");
  if (filed.command !== undefined) found.push(`starts the command ${filed.command}`);
  if (filed.tracerOptions?.length) found.push(`calls ${tracer} with ${spellArguments(filed.tracerOptions)}`);
  return [...new Set(found)];
}

const cComment = String.raw`\/\*[\s\S]*?(?:\*\/|$)|\/\/.*`;
const string = String.raw`"(?:\\.|[^"\\\n])*"`;
const inert = new RegExp(`${cComment}|${string}`, 'g');
const inertInSystemtap = new RegExp(`${cComment}|${string}|#.*`, 'g');

/** Comments and strings become blanks: what they say is not done. */
function withoutCommentsAndStrings(tracer: TracerId, text: string): string {
  return text.replace(tracer === 'stap' ? inertInSystemtap : inert, ' ');
}
