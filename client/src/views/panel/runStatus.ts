// Turns a run into what the panel's header and faces show. Knows nothing of the editor.
import type { PassTime, Run, RunState } from '../../runs/run.ts';
import { spellRung } from '../../runs/stopWords.ts';
import { tracers } from '../../tracers/tracers.ts';
import type { HostStatus, RunStatus } from '../panelMessages.ts';

/** What the panel knows beside the run. */
export interface StatusContext {
  /** URI of the script. */
  readonly scriptUri: string;
  readonly passes: readonly PassTime[];
  /** First line that still counts as shown. */
  readonly firstLine: number;
  /** When the run ended, by the client's clock; null while it has not. */
  readonly endedAt: number | null;
  /** See `RunStatus`. */
  readonly checks: readonly string[];
  /** Of a run group that this run is or is part of. */
  readonly wholeId: string;
  readonly hosts: readonly HostStatus[];
  readonly environment: RunStatus['environment'];
}

export function runStatusOf(run: Run, context: StatusContext): RunStatus {
  const { state, request } = run;
  const end = state.kind === 'ended' ? state.end : undefined;
  return {
    runId: run.id,
    ...context,
    script: request.script.name,
    target: request.target.name,
    kernel: run.kernelRelease,
    rights: run.rights,
    state: state.kind,
    detail: detailOf(state),
    checks: state.kind === 'running' ? context.checks : [],
    how: end?.how ?? '',
    proof: end?.proof ?? '',
    hasPasses: request.tracer === 'stap',
    startedAt: run.startedAt,
    lineCount: run.lineCount,
    byteCount: run.byteCount,
    untold: untoldOf(run),
    losses: [...run.losses].map(([what, count]) => ({ what, count })).filter(({ count }) => count > 0),
  };
}

/** Why it is not told what the probes cost, '' where it is or may be. */
function untoldOf(run: Run): string {
  const { tracer, counted } = run.request;
  const { meter } = tracers[tracer];
  if (meter === undefined) return `${tracer} does not tell what its probes cost.`;
  if (meter.copying !== undefined && counted === undefined && run.figures === undefined)
    return 'SystemTap tells it where the setting tracewright.countProbes is on.';
  return run.untold;
}

/** A state in words. */
export function detailOf(state: RunState): string {
  switch (state.kind) {
    case 'connecting':
      return state.waitingFor;
    case 'preparing':
      return state.passes.length === 0 ? 'The tracer reads the script and attaches its probes.' : '';
    case 'running':
      return 'The probes are attached; what they print comes here.';
    case 'reconnecting': {
      const seconds = Math.max(0, Math.round((state.graceEndsAt - state.since) / 1000));
      return `The run goes on there and its output is kept. Unless the connection comes back within ${seconds} s the target stops it.`;
    }
    case 'stopping':
      return spellRung(state.rung);
    case 'ended':
      return state.end.message;
  }
}
