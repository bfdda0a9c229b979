// The system's ssh as the owner of one connection: a ControlMaster with its socket in a folder that is private to the user.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectOptions } from '../../target.ts';
import type { HostAsked } from '../hostSettings.ts';
import { Askpass } from './askpass.ts';
import { explainSystemSsh } from './explainSystemSsh.ts';

/** A path longer than this leaves no room for the name that ssh gives the socket at first (104 bytes on macOS). */
const longestFolder = 70;
/** Characters kept of what ssh says. */
const mostSaid = 8000;
/** Milliseconds for what is still in the pipe when ssh has ended. */
const mostDrain = 500;

/**
 * Starts ssh and ends it when standard input does: a master must not outlive us, however we end, nor its folder. ssh itself
 * reads nothing: it asks through SSH_ASKPASS.
 */
const keeper = `folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
ssh=$!
(cat <&3 >/dev/null; kill $ssh) 2>/dev/null >/dev/null &
exec 3<&-
wait $ssh
rm -rf "$folder"`;

export interface Master {
  /** Connected to the control socket. */
  readonly socket: Socket;
  /** What ssh said last, when it has ended; '' for nothing. */
  readonly lastWords: Promise<string>;
  end(): void;
}

/** Settles when ssh has logged in. Rejects with a `TargetError`, or with the signal's reason. */
export async function startMaster(asked: HostAsked, options: ConnectOptions): Promise<Master> {
  const { signal } = options;
  signal?.throwIfAborted();
  // ssh takes blanks and % in a path for more than that.
  const isPlain = tmpdir().length <= longestFolder && /^[\w/.+-]+$/.test(tmpdir());
  const base = isPlain ? tmpdir() : '/tmp';
  const folder = await mkdtemp(join(base, 'tw-'));
  const askpass = await Askpass.in(folder, asked.host, options);
  await writeFile(join(folder, 'config'), configuration(), { mode: 0o600 });
  options.onProgress?.(`reaching ${asked.host} through the system's ssh`);
  const control = join(folder, 'c');
  if (signal?.aborted) {
    askpass.close();
    await rm(folder, { recursive: true, force: true });
    throw signal.reason;
  }
  const watcher = watch(folder);
  const child = spawn('sh', ['-c', keeper, 'sh', folder, ...commandLine(asked, folder, control)], {
    // Out of our process group: Ctrl-C at a terminal is for us, who then need the connection to stop the run.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: {
      // Before OpenSSH 8.4 a display and no terminal are what makes it use the helper.
      DISPLAY: ':0',
      ...process.env,
      SSH_ASKPASS: askpass.program,
      SSH_ASKPASS_REQUIRE: 'force',
    },
  });
  const end = (): void => void child.stdin.end();
  const lastWords = saidBy(child).finally(() => {
    end();
    askpass.close();
  });
  askpass.onGiveUp = end;
  signal?.addEventListener('abort', end, { once: true });
  try {
    const isUp = await Promise.race([socketThere(watcher, control), lastWords.then(() => false)]);
    signal?.throwIfAborted();
    if (isUp) return { socket: await connectTo(control), lastWords, end };
  } catch (error) {
    end();
    throw error;
  } finally {
    signal?.removeEventListener('abort', end);
    watcher.close();
  }
  throw explainSystemSsh(asked.host, await lastWords, askpass);
}

/** The user's own configuration between what must hold on every hop and what holds where it says nothing. */
function configuration(): string {
  const own = process.env.TRACEWRIGHT_SSH_CONFIG;
  const files = own === undefined ? [join(homedir(), '.ssh', 'config'), '/etc/ssh/ssh_config'] : [own];
  const first = ['StrictHostKeyChecking ask', 'PermitLocalCommand no', 'LogLevel INFO'];
  const last = ['Host *', 'ServerAliveInterval 15', 'ConnectTimeout 20'];
  return [...first, ...files.map((file) => `Include "${file}"`), ...last, ''].join('\n');
}

function commandLine({ host, user, port }: HostAsked, folder: string, control: string): readonly string[] {
  const options = ['ControlMaster=yes', `ControlPath=${control}`, 'ControlPersist=no', 'ClearAllForwardings=yes'];
  return [
    'ssh',
    '-N',
    '-T',
    '-F',
    join(folder, 'config'),
    ...options.flatMap((option) => ['-o', option]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    '--',
    host,
  ];
}

/** ssh makes its socket known under this name once it is logged in and listens. */
function socketThere(watcher: ReturnType<typeof watch>, control: string): Promise<true> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (existsSync(control)) resolve(true);
    };
    watcher.on('change', look);
    watcher.once('error', reject);
    look();
  });
}

function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Settles at the process's end, even where a ProxyCommand that outlives it keeps its standard error open. */
function saidBy(child: ChildProcess): Promise<string> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-mostSaid);
  });
  child.stdin?.on('error', () => undefined);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    const settle = (): void => resolve(said.replaceAll('\r', '').trim());
    child.once('exit', () => setTimeout(settle, mostDrain).unref());
    child.once('close', settle);
  });
}
