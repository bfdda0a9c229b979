// SystemTap's command line. The module keeps its cache name (`-m` would defeat the cache); it is found by its `stap_` prefix.
import type { LaunchPlan, RunOptions, RunScript, TracerFacts } from '../tracer.ts';
import { statisticsOf } from './statistics.ts';

export function launch(script: RunScript, options: RunOptions, facts: TracerFacts): LaunchPlan {
  return {
    argv: [
      facts.path,
      // The passes and the start of the run are only told with -v.
      '-v',
      // In megabytes, and not below one.
      ...(options.bufferSize === undefined ? [] : ['-s', `${Math.max(1, Math.ceil(options.bufferSize / 2 ** 20))}`]),
      ...(options.tracerOptions ?? []),
      ...(options.command === undefined ? [] : ['-c', options.command]),
      ...(options.pid === undefined ? [] : ['-x', `${options.pid}`]),
      '{script}',
      ...options.arguments,
    ],
    privilege: 'root',
    output: 'text',
    // The messages are read by us, so they must be the untranslated ones.
    environment: { LC_MESSAGES: 'C' },
    statistics: statisticsOf(script.text),
  };
}
