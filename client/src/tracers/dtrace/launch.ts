// dtrace's command line.
import type { LaunchPlan, RunOptions, RunScript, TracerFacts } from '../tracer.ts';
import { statisticsOf } from './statistics.ts';

export function launch(script: RunScript, options: RunOptions, facts: TracerFacts): LaunchPlan {
  return {
    argv: [
      facts.path,
      ...(options.bufferSize === undefined ? [] : ['-b', `${Math.ceil(options.bufferSize / 1024)}k`]),
      ...(options.tracerOptions ?? []),
      ...(options.command === undefined ? [] : ['-c', options.command]),
      ...(options.pid === undefined ? [] : ['-p', `${options.pid}`]),
      '-s',
      '{script}',
      ...options.arguments,
    ],
    privilege: 'root',
    output: 'text',
    statistics: statisticsOf(script.text),
  };
}
