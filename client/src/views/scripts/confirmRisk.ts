// Asks before a script runs that can change the machine: once for each content, and once more for each place in production.
import { createHash } from 'node:crypto';
import { type Memento, window } from 'vscode';
import type { GivenOptions } from '../../runs/mergeOptions.ts';
import { settings } from '../../settings.ts';
import { environmentOf } from '../../targets/environment.ts';
import type { RunScript, TracerId } from '../../tracers/tracer.ts';
import { scriptRisks } from './scriptRisk.ts';

const key = 'confirmedScripts';
/** Hashes remembered; the oldest are forgotten first and asked about again. */
const most = 500;

/** What is to run, as far as it can do harm. */
export interface RiskyRun {
  readonly tracer: TracerId;
  readonly script: RunScript;
  /** Words for the tracer's command line. */
  readonly tracerOptions: readonly string[];
  /** Options that came with files, not from the user. */
  readonly filed: GivenOptions;
}

/** Where a script is about to run. */
export interface RunPlace {
  /** The target's name, or the group's. */
  readonly name: string;
  readonly targets: readonly { readonly name: string }[];
  /** The head node that they are behind: what it is for, they are for. */
  readonly via?: string;
}

/** Whether the run may start: nothing risky in it, or the user said so now or earlier. */
export async function confirmRisk(
  { tracer, script, tracerOptions, filed }: RiskyRun,
  { name, targets, via }: RunPlace,
  memory: Memento,
): Promise<boolean> {
  const risks = scriptRisks(tracer, script.text, tracerOptions, filed);
  if (risks.length === 0) return true;
  const patterns = settings.environments();
  const isProduction = (target: string): boolean => environmentOf(target, patterns) === 'production';
  const production = [...(via === undefined ? [] : [via]), ...targets.map((target) => target.name)].filter(
    isProduction,
  );
  const command = filed.command === undefined ? [] : [filed.command];
  const hash = createHash('sha256')
    .update(JSON.stringify([tracer, script.text, tracerOptions, ...command, ...production]))
    .digest('hex');
  const confirmed = memory.get<readonly string[]>(key, []);
  if (confirmed.includes(hash)) return true;
  const inProduction = production.length === 0 ? '' : `\n\nProduction: ${production.join(', ')}.`;
  const once = production.length === 0 ? 'once for this content' : 'once for this content and these targets';
  const run = `Run on ${name}`;
  const answer = await window.showWarningMessage(
    `${script.name} can change ${name}, not only watch it.`,
    { modal: true, detail: `The script ${risks.join('; it ')}.${inProduction}\n\nThis is asked ${once}.` },
    run,
  );
  if (answer !== run) return false;
  await memory.update(key, [...confirmed, hash].slice(-most));
  return true;
}
