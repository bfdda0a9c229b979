// Says in one sentence how a run ended, from the supervisor's log.
import type { RunEnd } from './run.ts';
import type { EndReason } from './runLog.ts';

/** What is known at the end of a run. */
export interface EndFacts {
  readonly host: string;
  readonly tracer: string;
  readonly reason: EndReason;
  /** As a shell tells it: 129 to 192 is a signal. */
  readonly code: number;
  /** The tracer's last complaint, in its own words, with the next step where there is one. */
  readonly complaint: string;
  readonly proof: string | undefined;
  readonly unproven: string | undefined;
  readonly grace: number;
  /** Why the cost of its probes ended it. */
  readonly overCost: string | undefined;
}

export function runEnd(facts: EndFacts): RunEnd {
  const { how, message } = outcome(facts);
  const rest = facts.unproven ? ` ${facts.host} is not clean: ${facts.unproven}.` : '';
  const exitCode = isSignal(facts.code) ? null : facts.code;
  return { how, exitCode, message: message + rest, proof: facts.unproven ? undefined : facts.proof };
}

/** Linux has 64 signals; what is above them a tracer returned itself, as bpftrace does with 255. */
function isSignal(code: number): boolean {
  return code > 128 && code <= 128 + 64;
}

function outcome({
  reason,
  code,
  tracer,
  host,
  complaint,
  grace,
  overCost,
}: EndFacts): Pick<RunEnd, 'how' | 'message'> {
  switch (reason) {
    case 'stopped':
      return overCost === undefined
        ? { how: 'stopped', message: 'Stopped.' }
        : { how: 'cost limit', message: overCost };
    case 'limit':
      return { how: 'time limit', message: 'The time limit ended it.' };
    case 'output':
      return { how: 'output limit', message: 'The output limit ended it.' };
    case 'lease':
      return {
        how: 'lost',
        message: `${host} had not heard from here for ${Math.round(grace / 1000)} s and stopped it. Run it again, or raise the grace time.`,
      };
    case 'full':
      return {
        how: 'failed',
        message: `The disk of ${host} is full, so it was stopped; what came before is here. Free space in /var/tmp there and run it again.`,
      };
    case 'failed':
      return { how: 'failed', message: `Its supervisor on ${host} was killed, so it was stopped. Run it again.` };
    case 'finished':
      if (code === 0) return { how: 'finished', message: 'The script finished.' };
      if (code === 127) return { how: 'failed', message: `${tracer} could not be started on ${host}: ${complaint}` };
      if (isSignal(code))
        return { how: 'failed', message: `${tracer} was ended by signal ${code - 128} from outside.` };
      return {
        how: 'failed',
        message: `${tracer} ended with code ${code}${complaint === '' ? '.' : `: ${complaint}`}`,
      };
  }
}
