// Runs any program under the supervisor on this machine, as a run on a target would, and collects what arrives.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FollowEnd, RunFollower } from '../../client/src/runs/followRun.ts';
import type { StreamName } from '../../client/src/runs/frames.ts';
import { prepareRun } from '../../client/src/runs/prepareRun.ts';
import { newRunId } from '../../client/src/runs/runId.ts';
import { type LogEvent, RunLog } from '../../client/src/runs/runLog.ts';
import { spawnAsUser } from '../../client/src/runs/runPrivilege.ts';
import { defaultRunSettings, type RunSettings } from '../../client/src/runs/runSettings.ts';
import { Spool } from '../../client/src/runs/spool/spool.ts';
import { unpackable } from '../../client/src/runs/unpacker.ts';
import { keptOutput } from '../support/keptOutput.ts';
import { type CutPlan, CuttableTarget } from './runsCuttable.ts';

export interface Supervised {
  readonly argv: readonly string[];
  readonly settings?: Partial<RunSettings>;
  /** Milliseconds, 0 for none. */
  readonly limit?: number;
  /** Actions and milliseconds, e.g. `INT 500 KILL 500`. */
  readonly ladder?: string;
  readonly cutAfter?: CutPlan;
  /** What the client says that it unpacks; what this Node does where nothing is said. */
  readonly unpacks?: string;
  /** A folder of programs that come before this machine's own. */
  readonly path?: string;
  /** Words before each command line on the target. */
  readonly prefix?: readonly string[];
  /** Stop is asked for before anything has started. */
  readonly stopAtOnce?: boolean;
  /** Called for each piece of output; what it awaits holds the supervisor back. */
  readonly onData?: (stream: StreamName, follower: RunFollower, folder: string) => Promise<void> | void;
}

export interface SupervisedEnd {
  readonly end: FollowEnd;
  readonly out: Buffer;
  readonly err: Buffer;
  readonly gaps: readonly { readonly stream: StreamName; readonly bytes: number }[];
  readonly log: readonly LogEvent[];
  /** The run's folder on the target. */
  readonly folder: string;
  readonly connections: number;
  /** Bytes of output that came through the connections. */
  readonly received: number;
  /** Bytes that a spool keeps of the tracer's stdout. */
  readonly kept: number;
}

export async function supervise(what: Supervised): Promise<SupervisedEnd> {
  const settings = { ...defaultRunSettings, ...what.settings };
  const environment: Record<string, string> =
    what.path === undefined ? {} : { PATH: `${what.path}:${process.env.PATH}` };
  const cutAfter = what.cutAfter ?? (() => Number.POSITIVE_INFINITY);
  // Nothing is cut before the run is prepared.
  const target = new CuttableTarget(
    (n) => (n === 0 ? Number.POSITIVE_INFINITY : cutAfter(n)),
    environment,
    what.prefix,
  );
  const connection = await target.connect();
  const folder = await prepareRun(connection, spawnAsUser, {
    id: newRunId(Date.now()),
    script: { name: 'script', text: '' },
    patience: settings.grace,
  });
  const spoolFolder = await mkdtemp(join(tmpdir(), 'spool-'));
  const spool = await Spool.open(spoolFolder);
  const chunks: Record<StreamName, Buffer[]> = { o: [], e: [], l: [] };
  const gaps: { stream: StreamName; bytes: number }[] = [];
  const log: LogEvent[] = [];
  const runLog = new RunLog();
  const numbers = [Math.ceil(settings.grace / 1000), Math.ceil(settings.keep / 1000), settings.bound, what.limit ?? 0];
  const ladder = what.ladder ?? 'INT 2000 TERM 1000 KILL 1000';
  const about = JSON.stringify({ script: 'script', tracer: 'stap', startedAt: 1 });
  const unpacks = what.unpacks ?? unpackable;
  const supervisor = ['sh', `${folder.path}/supervisor`];
  const start = ['start', 'me', ...numbers.map(String), ladder, about, unpacks, ...what.argv];
  const follower = new RunFollower(
    {
      connect: () => target.connect(),
      spawn: spawnAsUser,
      settings,
      start: [...supervisor, ...start],
      begin: () => folder.begin(start),
      resume: ({ o, e, l }, now) => [
        ...supervisor,
        'reattach',
        'me',
        'resume',
        `${o}`,
        `${e}`,
        `${l}`,
        what.unpacks ?? now,
      ],
    },
    {
      async data(stream, bytes, packed) {
        if (stream === 'l') log.push(...runLog.push(bytes));
        else {
          chunks[stream].push(Buffer.from(bytes));
          void spool.appendRaw(stream === 'o' ? 'stdout' : 'stderr', bytes, packed);
        }
        await what.onData?.(stream, follower, folder.path);
      },
      async gap(stream, bytes) {
        gaps.push({ stream, bytes });
      },
      attached() {},
      cutOff() {},
    },
  );
  if (what.stopAtOnce) follower.tell('stop', () => 'stop');
  connection.letThrough(cutAfter(0));
  const end = await follower.follow(connection);
  const [out, err] = [Buffer.concat(chunks.o), Buffer.concat(chunks.e)];
  await spool.close();
  assert.ok((await keptOutput(spoolFolder, 'stdout')).equals(out), 'the spool keeps something else than what came');
  assert.equal(spool.rawSize('stdout'), out.length);
  const kept = (await stat(join(spoolFolder, 'stdout'))).size;
  await rm(spoolFolder, { recursive: true });
  return {
    end,
    out,
    err,
    kept,
    gaps,
    log,
    folder: folder.path,
    connections: target.connections,
    received: target.received,
  };
}

const programs = 'sh dd wc tail mkfifo sleep rm cat grep setsid mkdir id rmmod';

/** A folder in which `sh` and all that the supervisor uses are busybox. */
export async function withBusybox<T>(use: (path: string) => Promise<T>): Promise<T> {
  const path = await mkdtemp(join(tmpdir(), 'busybox-'));
  try {
    const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();
    for (const name of programs.split(' ')) await symlink(busybox, join(path, name));
    return await use(path);
  } finally {
    await rm(path, { recursive: true });
  }
}
