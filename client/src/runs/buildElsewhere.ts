// Compiles a script on one target for the kernel of another, and brings the module there.
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { type Connection, type Target, TargetError } from '../targets/target.ts';
import { parseTarget } from '../targets/targets.ts';
import type { Building, RunScript, Tracer } from '../tracers/tracer.ts';
import { tracers } from '../tracers/tracers.ts';
import { buildTargetOf, whyNotBuild } from './buildTarget.ts';
import { findTracer, type TracerSurvey } from './findTracer.ts';
import type { LiveRun } from './liveRun.ts';
import type { RunFolder } from './prepareRun.ts';
import type { PassTime } from './run.ts';
import type { Spawn } from './runPrivilege.ts';
import type { RunSettings } from './runSettings.ts';
import { runToEnd } from './runToEnd.ts';

/** How and where a run is compiled that its target does not compile itself. */
export interface BuildPlace extends Building {
  readonly builder: Target;
}

/** Undefined where the target does it all. Throws a `TargetError` on a name that is no target. */
export function buildPlace({ request }: LiveRun, { building }: Tracer, settings: RunSettings): BuildPlace | undefined {
  if (building === undefined) return undefined;
  const name = buildTargetOf(request.target.name, request.options, settings);
  return name === undefined ? undefined : { ...building, builder: parseTarget(name) };
}

/** What was compiled. */
export interface BuiltModule {
  /** File name; the kernel's name of the module begins with it. */
  readonly name: string;
  readonly bytes: Buffer;
  /** What the compiler wrote to stderr. */
  readonly said: Buffer;
}

/** The script does not compile. */
export class BuildFailure extends Error {
  override readonly name = 'BuildFailure';
  readonly host: string;
  readonly code: number | null;
  readonly said: Buffer;

  constructor(host: string, code: number | null, said: Buffer) {
    super(`Compiling on ${host} failed.`);
    this.host = host;
    this.code = code;
    this.said = said;
  }
}

const headersThere = 'cd /lib/modules && for one in */build/Makefile; do [ ! -e "$one" ] || echo "${one%%/*}"; done';

// The client's end of stdin stays open as long as it wants the module: a client that stops, or is gone, ends the compiler. In a folder of
// its own, as stap leaves the module there where its cache is off.
const compileProgram = String.raw`PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 077
dir=$(mktemp -d "${'$'}{TMPDIR:-/tmp}/tracewright-build-XXXXXX") && cd "$dir" || exit 1
trap 'cd /; rm -rf "$dir"' EXIT
head -c "$1" >script
shift
exec 3<&0
"$@" <script >path 3<&- &
compiler=$!
(cat; kill -s TERM "$compiler") <&3 >/dev/null 2>&1 &
waiter=$!
exec 3<&-
wait "$compiler"
code=$?
kill "$waiter" 2>/dev/null
[ "$code" -eq 0 ] || exit "$code"
read -r path <path && printf '%s\n' "$path" && cat "$path"`;

/**
 * The path of the program that a process on the target runs; undefined where there is no process to be looked at. A password that is asked
 * for, and rights that are not given, come with this, before the minute that compiling may take: rejects with a `TargetError` then, and
 * where the process has no program.
 */
export async function programToBuildFor(
  connection: Connection,
  spawn: Spawn,
  pid: number | undefined,
): Promise<string | undefined> {
  const words = pid === undefined ? ['true'] : ['readlink', `/proc/${pid}/exe`];
  const { stdout } = await runToEnd(connection, words, '', spawn);
  if (pid === undefined) return undefined;
  // The builder has no process that goes on with a file which was replaced.
  const path = stdout.toString('utf8').replace(/(?: \(deleted\))?\n$/, '');
  if (path !== '') return path;
  throw new TargetError(
    `Process ${pid} on ${connection.target.name} has no program to build probes of process for: it ended, or it belongs to the kernel or to somebody else. Choose another process, or name the program in the script, as in process("/usr/bin/it").`,
  );
}

/**
 * The run's state tells the passes as they end. Rejects with a `BuildFailure` where the script does not compile, with a `TargetError` where
 * the build target cannot do it, and when the run is stopped.
 */
export async function buildElsewhere(
  run: LiveRun,
  script: RunScript,
  place: BuildPlace,
  target: TracerSurvey,
  program: string | undefined,
): Promise<BuiltModule> {
  const { builder } = place;
  const enter = (waitingFor: string) => run.enter({ kind: 'connecting', waitingFor });
  enter(`connecting to ${builder.name} to build there`);
  const connection = await builder.connect({
    prompter: run.request.prompter,
    signal: run.stopRequested,
    onProgress: enter,
  });
  try {
    const [{ facts, machine }, headers] = await Promise.all([
      findTracer(connection, run.request.tracer),
      runToEnd(connection, ['sh', '-c', headersThere]),
    ]);
    const why = whyNotBuild(
      { name: builder.name, machine, headers: headers.stdout.toString('utf8').split('\n').filter(Boolean) },
      { name: run.request.target.name, machine: target.machine, release: target.kernelRelease },
    );
    if (why !== undefined) throw new TargetError(why);
    const words = place.compile(run.request.options, facts, target.kernelRelease, program);
    return await compile(run, script, connection, words);
  } finally {
    connection.close();
  }
}

async function compile(
  run: LiveRun,
  { text }: RunScript,
  connection: Connection,
  compiler: readonly string[],
): Promise<BuiltModule> {
  const { request, stopRequested } = run;
  stopRequested.throwIfAborted();
  const script = Buffer.from(text);
  const child = await connection.spawn(['sh', '-c', compileProgram, 'sh', `${script.length}`, ...compiler]);
  const stop = () => void child.stdin.end();
  child.stdin.on('error', () => {});
  child.stdin.write(script);
  stopRequested.addEventListener('abort', stop, { once: true });
  if (stopRequested.aborted) stop();
  run.enter({ kind: 'preparing', passes: [] });
  const [stdout, said, { code }] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr, passTeller(run)),
    child.exited,
  ]).finally(() => stopRequested.removeEventListener('abort', stop));
  stop();
  stopRequested.throwIfAborted();
  if (code !== 0) throw new BuildFailure(connection.target.name, code, said);
  const end = stdout.indexOf('\n');
  const name = basename(stdout.toString('utf8', 0, Math.max(0, end)));
  if (!name.endsWith('.ko')) {
    throw new TargetError(
      `${request.tracer} on ${connection.target.name} made no kernel module. Leave out options that ask for something else, such as --runtime.`,
    );
  }
  return { name, bytes: stdout.subarray(end + 1), said };
}

/** Gives what a program wrote, all of it; `seen` gets it piece by piece as well. */
async function collect(stream: Readable, seen: (bytes: Buffer) => void = () => {}): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
    seen(chunk);
  }
  return Buffer.concat(chunks);
}

/** What the compiler says is told again by the run itself; this only shows how far it is. */
function passTeller(run: LiveRun): (bytes: Buffer) => void {
  const decoder = tracers[run.request.tracer].decoder({ argv: [], privilege: 'none', output: 'text' });
  const passes: PassTime[] = [];
  return (bytes) => {
    for (const record of decoder.push('stderr', bytes)) {
      if (record.kind !== 'pass') continue;
      passes.push({ pass: record.pass, ms: record.ms, cached: record.cached });
      run.enter({ kind: 'preparing', passes: [...passes] });
    }
  };
}

/** Where on the target the module and what was said lie. */
export interface ModulePlace {
  readonly module: string;
  readonly said: string;
}

/** Puts the module into the run's folder. Rejects with a `TargetError` where there is no room. */
export async function bringModule(
  connection: Connection,
  spawn: Spawn,
  { path }: RunFolder,
  { name, bytes, said }: BuiltModule,
): Promise<ModulePlace> {
  const place = { module: `${path}/${name}`, said: `${path}/said` };
  const put = async (file: string, content: Buffer) => {
    const program = 'umask 077; cat >"$1" && [ "$(wc -c <"$1")" -eq "$2" ]';
    const words = ['sh', '-c', program, 'sh', file, `${content.length}`];
    const { status, stderr } = await runToEnd(connection, words, content, spawn);
    if (status.code === 0) return;
    const why = stderr.trim().split('\n').at(-1) || 'it arrived cut short';
    throw new TargetError(
      `The module could not be put into ${path} on ${connection.target.name}: ${why}. Free some space there.`,
    );
  };
  await Promise.all([put(place.module, bytes), put(place.said, said)]);
  return place;
}
