// bpftrace's command line: JSON where the version writes it, and output as it comes.
import type { LaunchPlan, RunOptions, RunScript, TracerFacts } from '../tracer.ts';
import { isAtLeast } from '../versions.ts';

/** bpftrace looks for these before it starts. */
const capabilities = ['CAP_BPF', 'CAP_PERFMON', 'CAP_DAC_READ_SEARCH', 'CAP_DAC_OVERRIDE'] as const;

export function launch(_script: RunScript, options: RunOptions, facts: TracerFacts): LaunchPlan {
  // JSON came with 0.10; a version that did not say what it is will be newer than that.
  const isJson = facts.version === '' || isAtLeast(facts.version, '0.10');
  return {
    argv: [
      facts.path,
      ...(isJson ? ['-f', 'json'] : []),
      '-B',
      'line',
      ...(options.tracerOptions ?? []),
      ...(options.command === undefined ? [] : ['-c', options.command]),
      ...(options.pid === undefined ? [] : ['-p', `${options.pid}`]),
      '{script}',
      ...options.arguments,
    ],
    ...(options.bufferSize !== undefined && {
      environment: { BPFTRACE_PERF_RB_PAGES: `${pagesOf(options.bufferSize)}` },
    }),
    privilege: 'root',
    // Before 0.25 it asked for the user id alone.
    ...(isAtLeast(facts.version, '0.25') && { capabilities }),
    output: isJson ? 'json' : 'text',
  };
}

/** bpftrace takes powers of two. */
function pagesOf(bytes: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(bytes / 4096)));
}
