// SystemTap's two halves on two machines: `stap -p4` makes the module, `staprun` loads it where there may be no stap at all.
import { quote } from '../../targets/quote.ts';
import type { Building, RunOptions } from '../tracer.ts';
import { bufferMegabytes } from './launch.ts';
import { statisticsOf } from './statistics.ts';

// What stap said comes first, as it does where one machine does both; stap itself says that it starts the run just before it runs staprun.
const tellAndRun = 'cat "$1" >&2; echo "Pass 5: starting run." >&2; shift; exec "$@"';

export const building: Building = {
  runner: 'staprun',
  // `process.function` and its like stand for the followed program; only then, as a module with a program is one of its own in stap's cache.
  needsProgram: ({ text }) => /\bprocess\s*\./.test(text),
  compile: (options, { path }, release, program) => [
    'env',
    'LC_MESSAGES=C',
    path,
    '-v',
    '-p4',
    '-r',
    release,
    ...splitGlobals(options).others,
    // Nothing is started: the name tells the probes of process without a path, and a process of the target is unknown here.
    ...followed(options, program),
    '-',
    ...options.arguments,
  ],
  launch: (script, options, { path }) => ({
    argv: [
      'sh',
      '-c',
      tellAndRun,
      'sh',
      '{said}',
      path,
      // A name of its own, ending in the process id, so that one module may run more than once.
      '-R',
      ...(options.bufferSize === undefined ? [] : ['-b', bufferMegabytes(options.bufferSize)]),
      ...(options.command === undefined ? [] : ['-c', options.command]),
      ...(options.pid === undefined ? [] : ['-x', `${options.pid}`]),
      '{module}',
      ...splitGlobals(options).globals,
    ],
    privilege: 'root',
    // stapsys and stapusr load signed modules only, and those that root installed.
    groups: ['stapdev'],
    output: 'text',
    environment: { LC_MESSAGES: 'C' },
    statistics: statisticsOf(script.text),
  }),
};

function followed({ command }: RunOptions, program: string | undefined): readonly string[] {
  const words = command ?? (program === undefined ? undefined : quote([program]));
  return words === undefined ? [] : ['-c', words];
}

/** `-G NAME=VALUE` is for the loading of a module; all other options are for its making. */
function splitGlobals({ tracerOptions = [] }: RunOptions): {
  readonly globals: readonly string[];
  readonly others: readonly string[];
} {
  const globals: string[] = [];
  const others: string[] = [];
  for (let at = 0; at < tracerOptions.length; at++) {
    const word = tracerOptions[at] ?? '';
    if (word === '-G') globals.push(tracerOptions[++at] ?? '');
    else if (word.startsWith('-G')) globals.push(word.slice(2));
    else others.push(word);
  }
  return { globals, others };
}
