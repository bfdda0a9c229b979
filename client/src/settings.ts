// The only reader of the user's settings.
import { workspace } from 'vscode';
import type { EnvironmentPatterns } from './targets/environment.ts';
import { type SshTransport, transportOf, type WrittenTransport } from './targets/targets.ts';
import type { TracerId } from './tracers/tracer.ts';

function read<Value>(key: string, fallback: Value): Value {
  return workspace.getConfiguration('tracewright').get<Value>(key, fallback);
}

/** Settings as they are at the moment of asking. */
export const settings = {
  /** Targets to offer besides those of ssh_config, as the user wrote them. */
  targets: (): readonly string[] => read<readonly string[]>('targets', []),
  /** Groups of targets, as the user wrote them. */
  groups: (): Readonly<Record<string, unknown>> => read<Record<string, unknown>>('groups', {}),
  /** Which targets are lab, staging or production. */
  environments: (): EnvironmentPatterns => read<EnvironmentPatterns>('environments', {}),
  /** Which SSH client makes connections to a target. */
  sshTransport: (target: string): SshTransport =>
    transportOf(target, read<WrittenTransport>('sshTransport', 'built-in')),
  /** Milliseconds after which a run is ended; undefined: never. */
  timeLimit(): number | undefined {
    const seconds = read('timeLimit', 0);
    return seconds > 0 ? seconds * 1000 : undefined;
  },
  /** Bytes of output after which a run is ended; undefined: never. */
  outputLimit(): number | undefined {
    const megabytes = read('outputLimit', 0);
    return megabytes > 0 ? megabytes * 1024 * 1024 : undefined;
  },
  /** Milliseconds a run goes on without this window before the target stops it. */
  graceTime: (): number => Math.max(5, read('graceTime', 30)) * 1000,
  /** Part of all CPUs of a target that a run's probes may take; undefined: any. */
  costLimit(): number | undefined {
    const percent = read('costLimit', 50);
    return percent > 0 ? percent / 100 : undefined;
  },
  /** Which target compiles for which, by patterns of names. */
  buildTargets: (): Readonly<Record<string, string>> => read<Record<string, string>>('buildTargets', {}),
  /** Whether SystemTap runs a copy of the script that counts what its probes do. */
  countsProbes: (): boolean => read('countProbes', false),
  /** More words for the tracer's own command line. */
  tracerOptions: (tracer: TracerId): readonly string[] =>
    read<Partial<Record<TracerId, readonly string[]>>>('tracerOptions', {})[tracer] ?? [],
  /** What the server checks while the user types. */
  checks: (): 'all' | 'syntax' => read<'all' | 'syntax'>('checks', 'all'),
  /** Whether a kernel pack is brought up to date when its target is picked. */
  refreshesPacks: (): boolean => read('packs.refresh', true),
};
