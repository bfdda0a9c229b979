// The switches of a running script's probes: which there are, how they stand, and the orders that pause and resume.
import type { ProbeFigures, RunFigures, RunOrder } from './figures.ts';

type Probes = Pick<RunFigures, 'probes'>;

/** A probe that can be switched on and off. */
export type SwitchableProbe = ProbeFigures & Required<Pick<ProbeFigures, 'control'>>;

export function switchableProbes({ probes }: Probes): readonly SwitchableProbe[] {
  return probes.filter((probe): probe is SwitchableProbe => probe.control !== undefined);
}

/** Those of the script's beginning and end have nothing to pause. */
export function pausableProbes(figures: Probes): readonly SwitchableProbe[] {
  return switchableProbes(figures).filter(
    ({ text }) => !text.split(', ').every((point) => /^(begin|end|error|never)\b/.test(point)),
  );
}

/** Whether all that can be paused is switched off; undefined where there is nothing to pause. */
export function isPaused(figures: Probes): boolean | undefined {
  const pausable = pausableProbes(figures);
  return pausable.length === 0 ? undefined : pausable.every(({ control }) => !control.isOn);
}

/** What pauses a script, or resumes it where it is paused. */
export function pauseOrders(figures: Probes): readonly RunOrder[] {
  const isOn = isPaused(figures) === true;
  return pausableProbes(figures).map(({ control }) => ({ kind: 'switch', clause: control.clause, isOn }));
}

/** What turns one probe's switch; undefined where no such probe can be switched. */
export function switchOrder(figures: Probes, clause: number): RunOrder | undefined {
  const probe = switchableProbes(figures).find(({ control }) => control.clause === clause);
  return probe && { kind: 'switch', clause, isOn: !probe.control.isOn };
}
