// Takes a run through its life: connect, look for the tracer, prepare, start, follow, end.
import { isFree } from '../targets/privilege.ts';
import { type Connection, type RemoteProcess, TargetError } from '../targets/target.ts';
import { endKept } from '../targets/targets.ts';
import type { Tracer } from '../tracers/tracer.ts';
import { BuildFailure, bringModule, buildElsewhere, buildPlace, programToBuildFor } from './buildElsewhere.ts';
import { enterTarget } from './enterTarget.ts';
import { findTracer } from './findTracer.ts';
import { longestReturn, RunFollower } from './followRun.ts';
import type { StreamName } from './frames.ts';
import type { LiveRun } from './liveRun.ts';
import { prepareRun, type RunFolder } from './prepareRun.ts';
import type { RunEnd } from './run.ts';
import { RunMeter } from './runMeter.ts';
import { runPrivilege, type Spawn } from './runPrivilege.ts';
import type { RunSettings } from './runSettings.ts';
import { listRuns } from './runsOnTarget.ts';
import { runToEnd } from './runToEnd.ts';
import { RunWatch } from './runWatch.ts';
import { sentScript } from './sentScript.ts';
import { spawnWithReach } from './spawnWithReach.ts';
import type { Spool } from './spool/spool.ts';
import { clientName, type ReadyRun, startWords } from './startWords.ts';
import { tellingPrompter } from './tellingPrompter.ts';
import { unpackable } from './unpacker.ts';

/** A run that is about to start: the point of no return is the next command. */
interface PreparedRun extends ReadyRun {
  readonly connection: Connection;
  /** Gives the privilege the run needs. */
  readonly spawn: Spawn;
  /** Root's rights are there without a question, or not needed. */
  readonly isPrivileged: boolean;
}

/**
 * Settles with how the run ended; what goes wrong on the way is an end, too. A tracer that refuses the counted copy gets the script as it
 * is, so that what it says is about that.
 */
export async function conductRun(run: LiveRun, tracer: Tracer, spool: Spool, settings: RunSettings): Promise<RunEnd> {
  const end = await conductOnce(run, tracer, spool, settings);
  const isRefused = end.how === 'failed' && end.exitCode !== null && run.runningSince === undefined;
  if (run.request.counted === undefined || !isRefused || run.stopRequested.aborted) return end;
  await run.startAnew(`${tracer.id} did not take the copy of the script that counts, so the script ran as it is.`);
  return conductOnce(run, tracer, spool, settings);
}

async function conductOnce(run: LiveRun, tracer: Tracer, spool: Spool, settings: RunSettings): Promise<RunEnd> {
  let prepared: PreparedRun;
  try {
    prepared = await prepare(run, tracer, settings);
  } catch (error) {
    const proof = 'nothing was started on the target';
    if (run.stopRequested.aborted)
      return { how: 'stopped', exitCode: null, message: 'Stopped before it started.', proof };
    if (error instanceof BuildFailure) return tellFailure(run, tracer, spool, error);
    endKept(run.request.target.name);
    return { how: 'failed', exitCode: null, message: error instanceof Error ? error.message : String(error), proof };
  }
  const { connection, folder, spawn, isPrivileged } = prepared;
  run.decodeWith(tracer, prepared.plan);
  run.spoolInto(spool);
  const start = startWords(run, tracer, settings, prepared);
  const end = await follow(
    run,
    tracer,
    connection,
    { folder: folder.path, spawn, first: start, begin: () => folder.begin(start) },
    settings,
  );
  if (end.how === 'failed' && !isPrivileged) endKept(run.request.target.name);
  return end;
}

/** Shows what the compiler said of the script, as if the run had come so far. */
async function tellFailure(run: LiveRun, tracer: Tracer, spool: Spool, failure: BuildFailure): Promise<RunEnd> {
  const { script, options, target } = run.request;
  run.decodeWith(tracer, tracer.launch(script, options, { version: '', path: tracer.id }));
  run.spoolInto(spool);
  await run.receive('stderr', failure.said);
  await run.flush();
  const ended = failure.code === null ? 'was ended by a signal' : `ended with code ${failure.code}`;
  return {
    how: 'failed',
    exitCode: failure.code,
    message: `${tracer.id} on ${failure.host} ${ended}${run.complaint === '' ? '.' : `: ${run.complaint}`}`,
    proof: `nothing was started on ${target.name}`,
  };
}

/** The same for a run that lies on the target already, in the folder `path`; where that is not known, it is looked for. */
export async function followAgain(
  run: LiveRun,
  tracer: Tracer,
  path: string | undefined,
  spool: Spool,
  settings: RunSettings,
): Promise<RunEnd> {
  const { target, prompter, tracer: tracerId } = run.request;
  const onProgress = (waitingFor: string) => run.enter({ kind: 'connecting', waitingFor });
  run.spoolInto(spool);
  let connection: Connection | undefined;
  let folder: string;
  try {
    // Stop needs the connection, too: the script goes on there.
    connection = await target.connect({ prompter, onProgress });
    folder = path ?? (await findFolder(connection, run.id));
    const survey = await findTracer(connection, buildPlace(run, tracer, settings)?.runner ?? tracerId);
    run.kernelRelease = survey.kernelRelease;
    run.decodeWith(tracer, tracer.launch(run.request.script, run.request.options, survey.facts));
    await spool.takeBack();
    await run.goOn();
  } catch (error) {
    connection?.close();
    return {
      how: 'lost',
      exitCode: null,
      message: error instanceof Error ? error.message : String(error),
      proof: undefined,
    };
  }
  const offsets = { o: spool.position('stdout'), e: spool.position('stderr'), l: 0 };
  const claim = ['reattach', clientName(), 'claim', `${offsets.o}`, `${offsets.e}`, '0', unpackable];
  return follow(run, tracer, connection, { folder, spawn: spawnWithReach, first: claim, offsets }, settings);
}

/** Rejects where the target has nothing that can be followed. */
async function findFolder(connection: Connection, id: string): Promise<string> {
  const found = (await listRuns(connection)).find((one) => one.id === id && one.state !== 'abandoned');
  if (found !== undefined) return found.path;
  throw new TargetError(`${connection.target.name} has nothing of this run any more; what came before is here.`);
}

/** How a run is followed from here on. */
interface Following {
  /** The run's folder on the target. */
  readonly folder: string;
  readonly spawn: Spawn;
  /** The supervisor's mode and words with which it begins. */
  readonly first: readonly string[];
  /** How much of each stream is here already. */
  readonly offsets?: Readonly<Record<StreamName, number>>;
  /** As `FollowPlan` has it. */
  readonly begin?: () => RemoteProcess;
}

async function follow(
  run: LiveRun,
  tracer: Tracer,
  connection: Connection,
  { folder, spawn, first, offsets, begin }: Following,
  settings: RunSettings,
): Promise<RunEnd> {
  const supervisor = `${folder}/supervisor`;
  const watch = new RunWatch(run, settings);
  const meter =
    tracer.meter && run.untold === '' ? new RunMeter(run, tracer.meter, folder, spawn, settings.costLimit) : undefined;
  const [, client = ''] = first;
  const follower = new RunFollower(
    {
      connect: async () => {
        const again = await connect(run);
        meter?.use(again);
        return again;
      },
      settings,
      spawn,
      start: ['sh', supervisor, ...first],
      ...(begin && { begin }),
      resume: ({ o, e, l }, unpacks) => [
        'sh',
        supervisor,
        'reattach',
        client,
        'resume',
        `${o}`,
        `${e}`,
        `${l}`,
        unpacks,
      ],
    },
    watch,
    offsets,
  );
  run.enter(run.progress);
  watch.steer(follower);
  meter?.use(connection);
  const end = await follower.follow(connection);
  meter?.end();
  await watch.flush();
  if (watch.isAbandoned) await removeAbandoned(run, spawn, ['sh', supervisor, 'remove']);
  return watch.endOf(end);
}

async function prepare(run: LiveRun, tracer: Tracer, settings: RunSettings): Promise<PreparedRun> {
  const { request } = run;
  const elsewhere = buildPlace(run, tracer, settings);
  const connection = await connect(run);
  const place = { id: run.id, script: sentScript(run), patience: settings.grace + longestReturn };
  const isMadeAtOnce = elsewhere === undefined && !connection.isOverheard;
  let early: Promise<RunFolder | undefined> | undefined;
  let folder: RunFolder | undefined;
  try {
    const entry = await enterTarget(connection, elsewhere?.runner ?? request.tracer, isMadeAtOnce ? place : undefined);
    const { survey, privilege } = entry;
    early = entry.folder;
    run.kernelRelease = survey.kernelRelease;
    const plan = (elsewhere ?? tracer).launch(request.script, request.options, survey.facts);
    const { spawn, words } = runPrivilege(privilege, { ...request, prompter: tellingPrompter(run) }, plan);
    run.rights = elsewhere === undefined ? words : `${words}, built on ${elsewhere.builder.name}`;
    run.stopRequested.throwIfAborted();
    const followed = elsewhere?.needsProgram(request.script) ? request.options.pid : undefined;
    const program = elsewhere && (await programToBuildFor(connection, spawn, followed));
    const built = elsewhere && (await buildElsewhere(run, sentScript(run), elsewhere, survey, program));
    folder = (await early) ?? (await prepareRun(connection, spawn, place));
    const module = built && (await bringModule(connection, spawn, folder, built));
    run.stopRequested.throwIfAborted();
    const isPrivileged = plan.privilege === 'none' || isFree(privilege);
    return { connection, plan, folder, spawn, module, isPrivileged };
  } catch (error) {
    const unused = folder ?? (await early);
    await unused?.discard().catch(() => {});
    connection.close();
    throw error;
  }
}

function connect(run: LiveRun): Promise<Connection> {
  const { target, prompter } = run.request;
  const isFirst = run.state.kind === 'connecting';
  if (isFirst) run.enter({ kind: 'connecting', waitingFor: `connecting to ${target.name}` });
  return target.connect({
    prompter,
    // Stop ends a run that is not yet there by not connecting; later it needs the connection.
    ...(isFirst && {
      signal: run.stopRequested,
      onProgress: (waitingFor: string) => run.enter({ kind: 'connecting', waitingFor }),
    }),
  });
}

/** What is left of a run whose supervisor was killed; best done now, else "Show Runs on Target" offers it. */
async function removeAbandoned(run: LiveRun, spawn: Spawn, argv: readonly string[]): Promise<void> {
  try {
    const connection = await connect(run);
    await runToEnd(connection, argv, '', spawn).finally(() => connection.close());
  } catch {
    // The run's end says that nothing was proven.
  }
}
