// A VS Code server on the loopback interface, with user data of its own.
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../freePort.ts';
import { endOwned, spawnOwned } from '../ownedProcess.ts';
import { installVscodeServer } from './installVscodeServer.ts';

export interface VscodeServerOptions {
  /** For user data, extensions and the server's log. */
  readonly folder: string;
  /** User settings besides those that make it quiet; those that the folder has already win. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the server, and with it the extension host, gets besides this process's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Any free one when left out. */
  readonly port?: number;
  /** Gets a line for each step of installing the server, where that is still to do. */
  readonly onProgress?: (line: string) => void;
}

export interface VscodeServer {
  readonly port: number;
  /** Settles when the server has ended by itself or by `stop`. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds until the server has to answer. */
const startLimit = 60_000;

/** Nothing comes up or goes out by itself: no tips, no updates, no telemetry, no looking for more extensions. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'git.enabled': false,
};

/** Rejects with the end of the server's log when it does not come up. */
export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  const { folder, settings, env, port = await freePort(), onProgress = () => {} } = options;
  const codeServer = await installVscodeServer(onProgress);
  // Settings that are there before the page is first loaded are in force from its start.
  await writeSettings(join(folder, 'User', 'settings.json'), settings);
  // Those of machine scope count only where they are the server's own.
  await writeSettings(join(folder, 'Machine', 'settings.json'), settings);
  const log = join(folder, 'server.log');
  const output = openSync(log, 'w');
  const child = spawnOwned(process.execPath, serverWords(codeServer, folder, port), {
    stdio: ['ignore', output, output],
    // As if started from a terminal: else the login shell's files have the last word on PATH.
    env: { ...process.env, VSCODE_CLI: '1', EXTENSIONS_GALLERY: '{}', ...env },
    detached: true,
  });
  closeSync(output);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const deadline = Date.now() + startLimit;
  while (!(await answers(port))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await endOwned(child);
      throw new Error(`The VS Code server did not come up:\n${(await readFile(log, 'utf8')).slice(-2000)}`);
    }
    await delay(100);
  }
  return { port, ended, stop: () => endOwned(child) };
}

async function writeSettings(file: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  let kept = {};
  try {
    kept = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {};
  } catch {
    // Edited by hand, with comments: it stays as it is.
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...quiet, ...settings, ...kept }, null, 2));
}

function serverWords(codeServer: string, folder: string, port: number): readonly string[] {
  return [
    join(codeServer, 'out', 'node', 'entry.js'),
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
    ...['--user-data-dir', folder, '--extensions-dir', join(folder, 'extensions')],
    ...['--config', join(folder, 'config.yaml'), '--disable-telemetry', '--disable-update-check'],
    ...['--disable-getting-started-override', '--ignore-last-opened'],
    // Without the driver the workbench ignores an extension under development, and a suite, silently.
    ...['--vscode-option', 'enable-smoke-test-driver'],
  ];
}

async function answers(port: number): Promise<boolean> {
  try {
    const { status } = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' });
    return status < 500;
  } catch {
    return false;
  }
}
