// What the states and ends of a group's hosts come to, as one.
import type { RunEnd, RunState } from '../run.ts';

/** The state of a group that has not ended. */
export function groupState(states: readonly RunState[], isStopping: boolean): RunState {
  const of = <Kind extends RunState['kind']>(kind: Kind) =>
    states.filter((state): state is Extract<RunState, { kind: Kind }> => state.kind === kind);
  const ended = of('ended').length;
  if (isStopping) return { kind: 'stopping', rung: `${ended} of ${states.length} hosts have ended` };
  const running = of('running');
  if (running.length > 0) return { kind: 'running', since: Math.min(...running.map(({ since }) => since)) };
  const [away] = of('reconnecting');
  if (away !== undefined) return away;
  const [preparing] = of('preparing');
  if (preparing !== undefined) return { kind: 'preparing', passes: preparing.passes };
  const [stopping] = of('stopping');
  if (stopping !== undefined) return stopping;
  return { kind: 'connecting', waitingFor: `reaching ${states.length - ended} of ${states.length} hosts` };
}

export interface HostEnd {
  readonly host: string;
  readonly end: RunEnd;
}

/** How a group ended: as its hosts did; those that failed are named with their reasons. */
export function groupEnd(ends: readonly HostEnd[], isStopping: boolean): RunEnd {
  const wrong = ends.filter(({ end }) => end.how === 'failed' || end.how === 'lost');
  const good = ends.filter((one) => !wrong.includes(one));
  const how = good.length > 0 ? (isStopping ? 'stopped' : (good[0]?.end.how ?? 'finished')) : noneLeft(ends);
  const outcome =
    good.length > 0
      ? `${good[0]?.end.message.replace(/\.$/, '')} on ${hosts(good.length, ends.length)}.`
      : how === 'lost'
        ? 'No host is followed any more.'
        : 'It ran on no host.';
  const reasons = wrong.map(({ host, end }) => `${host}: ${end.message}`);
  const unproven = ends.filter(({ end }) => end.proof === undefined).length;
  const proofs = [...new Set(ends.map(({ end }) => end.proof))];
  const codes = new Set(ends.map(({ end }) => end.exitCode));
  return {
    how,
    exitCode: codes.size === 1 ? (ends[0]?.end.exitCode ?? null) : null,
    message: [outcome, ...reasons].join(' '),
    proof: unproven > 0 ? undefined : proofs.join('; '),
  };
}

/** A run that is lost may go on there. */
function noneLeft(ends: readonly HostEnd[]): 'lost' | 'failed' {
  return ends.some(({ end }) => end.how === 'lost') ? 'lost' : 'failed';
}

function hosts(some: number, all: number): string {
  return some === all ? `all ${all} hosts` : `${some} of ${all} hosts`;
}
