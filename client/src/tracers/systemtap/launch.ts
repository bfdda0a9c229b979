// SystemTap's command line. The module keeps its cache name (`-m` would defeat the cache); it is found by its `stap_` prefix.
import type { LaunchPlan, RunOptions, RunScript, TracerFacts } from '../tracer.ts';
import { statisticsOf } from './statistics.ts';

export function launch(script: RunScript, options: RunOptions, facts: TracerFacts): LaunchPlan {
  return {
    argv: [
      facts.path,
      // The passes and the start of the run are only told with -v.
      '-v',
      ...(options.bufferSize === undefined ? [] : ['-s', bufferMegabytes(options.bufferSize)]),
      ...(options.tracerOptions ?? []),
      ...(options.command === undefined ? [] : ['-c', options.command]),
      ...(options.pid === undefined ? [] : ['-x', `${options.pid}`]),
      '{script}',
      ...options.arguments,
    ],
    privilege: 'root',
    groups: ['stapdev', 'stapsys'],
    output: 'text',
    // The messages are read by us, so they must be the untranslated ones.
    environment: { LC_MESSAGES: 'C' },
    statistics: statisticsOf(script.text),
  };
}

/** As stap and staprun take it: in megabytes, and not below one. */
export function bufferMegabytes(bytes: number): string {
  return `${Math.max(1, Math.ceil(bytes / 2 ** 20))}`;
}
