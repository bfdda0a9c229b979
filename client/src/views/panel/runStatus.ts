// Turns a run into what the panel's header and faces show. Knows nothing of the editor.
import type { PassTime, Run, RunState } from '../../runs/run.ts';
import { tracers } from '../../tracers/tracers.ts';
import type { RunStatus } from '../panelMessages.ts';

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
}

export function runStatusOf(run: Run, { scriptUri, passes, firstLine, endedAt, checks }: StatusContext): RunStatus {
  const { state, request } = run;
  const end = state.kind === 'ended' ? state.end : undefined;
  return {
    runId: run.id,
    scriptUri,
    script: request.script.name,
    target: request.target.name,
    kernel: run.kernelRelease,
    state: state.kind,
    detail: detailOf(state),
    checks: state.kind === 'running' ? checks : [],
    how: end?.how ?? '',
    proof: end?.proof ?? '',
    passes,
    hasPasses: request.tracer === 'stap',
    startedAt: run.startedAt,
    endedAt,
    lineCount: run.lineCount,
    byteCount: run.byteCount,
    firstLine,
    isMetered: tracers[request.tracer].meter !== undefined,
    losses: [...run.losses].map(([what, count]) => ({ what, count })).filter(({ count }) => count > 0),
  };
}

function detailOf(state: RunState): string {
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
      return state.rung;
    case 'ended':
      return state.end.message;
  }
}
