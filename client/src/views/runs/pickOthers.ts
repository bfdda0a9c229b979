// Asks for the runs that one is to be compared with, and reads what they counted.
import { window } from 'vscode';
import { openPastRun } from '../../runs/history/pastRun.ts';
import { readHistory } from '../../runs/history/runHistory.ts';
import type { Run } from '../../runs/run.ts';
import { LatestAggregates } from '../panel/latestAggregates.ts';
import type { OtherRun } from '../panelMessages.ts';

/** Undefined where the user went back. Runs of the same script come first. */
export async function pickOthers(run: Run, historyFolder: string): Promise<readonly OtherRun[] | undefined> {
  const { name } = run.request.script;
  const all = (await readHistory(historyFolder)).filter(({ id }) => id !== run.id);
  const items = [...all.filter(({ script }) => script === name), ...all.filter(({ script }) => script !== name)].map(
    (one) => ({
      label: one.script,
      description: `${one.target} · ${new Date(one.startedAt).toLocaleString()}`,
      detail: one.end?.message ?? '',
      one,
    }),
  );
  const title = 'Compare with: several runs show what is noise';
  const picked = await window.showQuickPick(items, { title, canPickMany: true, matchOnDescription: true });
  if (picked === undefined) return undefined;
  const others = await Promise.all(picked.map(({ one }) => openPastRun(historyFolder, one.id)));
  return others.flatMap((other) => {
    if (other === undefined) return [];
    const latest = new LatestAggregates();
    latest.add(other.records(0).records);
    const label = `${new Date(other.startedAt).toLocaleTimeString()} on ${other.request.target.name}`;
    return [{ label, seconds: (other.endedAt - other.startedAt) / 1000, aggregates: latest.all }];
  });
}
