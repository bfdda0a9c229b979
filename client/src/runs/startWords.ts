// The words with which a supervisor begins a run.
import { randomBytes } from 'node:crypto';
import type { LaunchPlan, Tracer } from '../tracers/tracer.ts';
import type { ModulePlace } from './buildElsewhere.ts';
import type { LiveRun } from './liveRun.ts';
import type { RunFolder } from './prepareRun.ts';
import type { RunSettings } from './runSettings.ts';
import { sentScript } from './sentScript.ts';
import { unpackable } from './unpacker.ts';

/** What preparing (compiling most of all) may take beyond the time limit before the target ends a run on its own. */
const longestPreparation = 15 * 60_000;

/** Tells this client from others that attach to the same run. */
export function clientName(): string {
  return randomBytes(6).toString('hex');
}

/** What was made ready on the target. */
export interface ReadyRun {
  readonly plan: LaunchPlan;
  readonly folder: RunFolder;
  /** Where the module lies; undefined where the tracer itself compiles. */
  readonly module: ModulePlace | undefined;
}

/** As `supervisorProgram.ts` takes them, the mode first. */
export function startWords(
  run: LiveRun,
  tracer: Tracer,
  settings: RunSettings,
  { plan, folder, module }: ReadyRun,
): readonly string[] {
  const { script, options, tracer: id } = run.request;
  const limit = options.timeLimit === undefined ? 0 : options.timeLimit + longestPreparation;
  const ladder = tracer.stopLadder.map(({ action, wait }) => `${action} ${wait}`).join(' ');
  const about = JSON.stringify({ script: script.name, tracer: id, startedAt: run.startedAt });
  const seconds = (ms: number) => `${Math.ceil(ms / 1000)}`;
  const argv =
    module === undefined
      ? tracerArgv(plan, folder, sentScript(run) !== script)
      : tracerArgv({ ...plan, argv: moduleArgv(plan, module) }, folder, false);
  return [
    'start',
    clientName(),
    seconds(settings.grace),
    seconds(settings.keep),
    `${settings.bound}`,
    `${limit}`,
    ladder,
    about,
    unpackable,
    ...argv,
  ];
}

/**
 * A copy is read from stdin: its path, which each run has its own of, would become part of the module that stap makes of a script with a
 * file in /proc, and no module would be found in stap's cache.
 */
function tracerArgv(plan: LaunchPlan, folder: RunFolder, isCopy: boolean): readonly string[] {
  const environment = Object.entries(plan.environment ?? {}).map(([name, value]) => `${name}=${value}`);
  const path = isCopy ? '-' : folder.scriptPath;
  const argv = plan.argv.map((word) => word.replaceAll('{script}', path));
  return [...environment, ...(isCopy ? ['sh', '-c', 'exec "$@" <"$0"', folder.scriptPath, ...argv] : argv)];
}

/** The command line for a module that was compiled elsewhere. */
function moduleArgv(plan: LaunchPlan, { module, said }: ModulePlace): readonly string[] {
  return plan.argv.map((word) => (word === '{module}' ? module : word === '{said}' ? said : word));
}
