// Asks before a script runs that can change the machine: once for each content, remembered by its hash.
import { createHash } from 'node:crypto';
import { type Memento, window } from 'vscode';
import type { GivenOptions } from '../runs/mergeOptions.ts';
import type { RunScript, TracerId } from '../tracers/tracer.ts';
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

/** Whether the run may start: nothing risky in it, or the user said so now or earlier. */
export async function confirmRisk(
  { tracer, script, tracerOptions, filed }: RiskyRun,
  target: string,
  memory: Memento,
): Promise<boolean> {
  const risks = scriptRisks(tracer, script.text, tracerOptions, filed);
  if (risks.length === 0) return true;
  const hash = createHash('sha256')
    .update(
      JSON.stringify([tracer, script.text, tracerOptions, ...(filed.command === undefined ? [] : [filed.command])]),
    )
    .digest('hex');
  const confirmed = memory.get<readonly string[]>(key, []);
  if (confirmed.includes(hash)) return true;
  const run = `Run on ${target}`;
  const answer = await window.showWarningMessage(
    `${script.name} can change ${target}, not only watch it.`,
    { modal: true, detail: `The script ${risks.join('; it ')}.\n\nThis is asked once for this content.` },
    run,
  );
  if (answer !== run) return false;
  await memory.update(key, [...confirmed, hash].slice(-most));
  return true;
}
