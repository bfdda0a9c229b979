// Asks a target all that a run has to know of it and, for a login as root, makes the run's folder, in one program.
import { type Privilege, privilegeSurvey } from '../targets/privilege.ts';
import type { Connection } from '../targets/target.ts';
import type { TracerProgram } from '../tracers/tracer.ts';
import { type TracerSurvey, tracerSurvey } from './findTracer.ts';
import { folderBy, placeWords, prepareProgram, type RunFolder, type RunPlace, readUid } from './prepareRun.ts';
import { saidUntil } from './saidUntil.ts';

const surveyEnd = 'end of survey\n';

// On a slow machine each program takes long to start, and more so the shell of a login that starts it.
const program = `{
${privilegeSurvey.program}
${tracerSurvey.program}
} </dev/null
printf '${surveyEnd.trimEnd()}\\n'
shift 2
[ $# -gt 0 ] || exit 0
${readUid}
[ "$uid" = 0 ] || exit 0
${prepareProgram}`;

/** What a target says before a run. */
export interface Entry {
  readonly survey: TracerSurvey;
  readonly privilege: Privilege;
  /** Undefined where the user is not root, no folder was asked for, or there is no room. Never rejects. */
  readonly folder: Promise<RunFolder | undefined> | undefined;
}

/** `place` is left out where the folder has to be made later. Rejects as `findTracer` does, and leaves nothing then. */
export async function enterTarget(
  connection: Connection,
  tracer: TracerProgram,
  place: RunPlace | undefined,
): Promise<Entry> {
  const words = [...tracerSurvey.words(tracer), ...(place === undefined ? [] : placeWords(place))];
  const child = await connection.spawn(['sh', '-c', program, 'sh', ...words]);
  const { stdout } = await saidUntil(child, surveyEnd);
  const folder = place && folderBy(child, place, connection).catch(() => undefined);
  if (place === undefined) {
    child.stdin.end();
    child.stdout.resume();
  }
  const said = stdout.replace(surveyEnd, '').split('\n');
  try {
    return {
      survey: tracerSurvey.read(said.slice(privilegeSurvey.lines), tracer, connection),
      privilege: privilegeSurvey.read(said.slice(0, privilegeSurvey.lines)),
      folder,
    };
  } catch (error) {
    await (await folder)?.discard().catch(() => {});
    throw error;
  }
}
