// SystemTap's two halves on two machines: `stap -p4` makes the module, `staprun` loads it where there may be no stap at all.
import type { Building, RunOptions } from '../tracer.ts';
import { bufferMegabytes } from './launch.ts';
import { statisticsOf } from './statistics.ts';

// What stap said comes first, as it does where one machine does both; stap itself says that it starts the run just before it runs staprun.
const tellAndRun = 'cat "$1" >&2; echo "Pass 5: starting run." >&2; shift; exec "$@"';

export const building: Building = {
  runner: 'staprun',
  compile: (options, { path }, release) => [
    'env',
    'LC_MESSAGES=C',
    path,
    '-v',
    '-p4',
    '-r',
    release,
    ...splitGlobals(options).others,
    // A process of the target is unknown here; the command may be, too, yet its name tells the probes of process without a path.
    ...(options.command === undefined ? [] : ['-c', options.command]),
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
