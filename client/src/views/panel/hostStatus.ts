// The hosts of a run group as the panel's host bar shows them, the odd ones with why. Knows nothing of the editor.
import type { Aggregation } from '../../../../server/src/protocol.ts';
import { HostTotals, oddHosts } from '../../runs/group/oddHosts.ts';
import type { HostRun, Run } from '../../runs/run.ts';
import { type Environment, type EnvironmentPatterns, environmentOf } from '../../targets/environment.ts';
import type { HostStatus } from '../panelMessages.ts';
import { detailOf } from './runStatus.ts';

/** Milliseconds after which a host's rate says something. */
const settledAfter = 5000;

/** A run with what its hosts' maps come to, where it is a group: which host is odd is told from all of them, whichever is shown. */
export class GroupTotals {
  readonly run: Run;
  readonly hosts = new HostTotals();
  /** Number of the next record that was not read. */
  #next = 0;

  constructor(run: Run) {
    this.run = run;
  }

  /** What the values of the maps are, by the maps' names. */
  know(aggregations: Readonly<Record<string, Aggregation>>): void {
    this.hosts.know(aggregations);
  }

  /** Takes in what came since the last time. */
  read(): void {
    if (this.run.hosts === undefined) return;
    const { next, records, moments } = this.run.records(this.#next);
    this.#next = next;
    this.hosts.add(records, moments);
  }
}

/** `environments`: the user's patterns; `now`: milliseconds since 1970. */
export function hostStatusOf(
  hosts: readonly HostRun[],
  totals: HostTotals,
  environments: EnvironmentPatterns,
  now: number,
): readonly HostStatus[] {
  const odd = oddities(hosts, totals, now);
  return hosts.map(({ name, run }) => {
    const environment: Environment | undefined = environmentOf(name, environments);
    return {
      name,
      state: run.state.kind,
      how: run.state.kind === 'ended' ? run.state.end.how : '',
      detail: detailOf(run.state),
      lineCount: run.lineCount,
      odd: odd.get(name) ?? '',
      environment: environment ?? '',
    };
  });
}

/** Why a host stands out, by its name. */
function oddities(hosts: readonly HostRun[], totals: HostTotals, now: number): ReadonlyMap<string, string> {
  const odd = new Map<string, string>();
  const say = (host: string, what: string): void =>
    void odd.set(host, [odd.get(host), what].filter(Boolean).join('; '));
  for (const [map, values] of totals.all)
    for (const { host, value, median } of oddHosts(values))
      say(host, `${map} is ${spelled(value)} here, ${spelled(median)} on the median host`);
  const rates = new Map<string, number>();
  for (const { name, run } of hosts) {
    const since = run.state.kind === 'running' ? run.state.since : now;
    if (now - since >= settledAfter) rates.set(name, (run.lineCount * 1000) / (now - since));
  }
  for (const { host, value, median } of oddHosts(rates))
    say(host, `${spelled(value)} lines/s here, ${spelled(median)} on the median host`);
  return odd;
}

function spelled(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}
