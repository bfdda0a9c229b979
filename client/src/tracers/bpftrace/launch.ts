// bpftrace's command line: JSON where the version writes it, and output as it comes.
import type { LaunchPlan, RunOptions, RunScript, TracerFacts } from '../tracer.ts';
import { isAtLeast } from '../versions.ts';

/** bpftrace looks for these before it starts. */
const capabilities = ['CAP_BPF', 'CAP_PERFMON', 'CAP_DAC_READ_SEARCH', 'CAP_DAC_OVERRIDE'] as const;

/**
 * Runs bpftrace with the first program of that name in PATH as the command, as a shell would: a bare name that PATH leads to twice, as it does where
 * /bin is /usr/bin, is none to older versions.
 */
const commandInPath = `tracer=$1 command=$2
shift 2
name=\${command%% *}
IFS=:
for folder in $PATH; do
  [ -f "$folder/$name" ] && [ -x "$folder/$name" ] || continue
  command=$folder/$name\${command#"$name"}
  break
done
unset IFS
exec "$tracer" -c "$command" "$@"`;

/** The first words of the command line. */
function program(path: string, command: string | undefined): readonly string[] {
  if (command === undefined) return [path];
  const trimmed = command.trim();
  return /^[^\s/]+(?:\s|$)/.test(trimmed) ? ['sh', '-c', commandInPath, 'sh', path, trimmed] : [path, '-c', command];
}

export function launch(_script: RunScript, options: RunOptions, facts: TracerFacts): LaunchPlan {
  // JSON came with 0.10; a version that did not say what it is will be newer than that.
  const isJson = facts.version === '' || isAtLeast(facts.version, '0.10');
  return {
    argv: [
      ...program(facts.path, options.command),
      ...(isJson ? ['-f', 'json'] : []),
      '-B',
      'line',
      ...(options.tracerOptions ?? []),
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
