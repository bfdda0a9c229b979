// Opens an editor with this tree's extension: the desktop's `code` where there is one, else a VS Code server for a browser.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, isFree } from '../../test/hosts/freePort.ts';
import { startVscodeServer } from '../../test/hosts/vscode/vscodeServer.ts';

export interface EditorOptions {
  /** The extension's folder. */
  readonly root: string;
  /** For user data; kept from one start to the next. */
  readonly folder: string;
  /** The folder that is opened. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onProgress: (line: string) => void;
}

export interface Editor {
  /** Where the user finds it. */
  readonly address: string;
  /** Settles when the user closed it, or it ended otherwise. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** The browser keeps layout and open files by address, so the same one is taken each time when it can be had. */
const usualPort = 8642;

export async function openEditor(options: EditorOptions): Promise<Editor> {
  const { status } = spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' });
  return status === 0 ? openDesktop(options) : openInBrowser(options);
}

async function openDesktop({ root, folder, workspace, env, onProgress }: EditorOptions): Promise<Editor> {
  onProgress('opening VS Code');
  const words = ['--wait', '--new-window', '--user-data-dir', join(folder, 'desktop')];
  // Chromium refuses its sandbox to root.
  if (process.getuid?.() === 0) words.push('--no-sandbox');
  const code = spawn('code', [...words, `--extensionDevelopmentPath=${root}`, workspace], {
    stdio: 'ignore',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  const ended = once(code, 'exit').then(() => {});
  return {
    address: 'VS Code is open',
    ended,
    stop: async () => {
      code.kill();
      await ended;
    },
  };
}

async function openInBrowser({ root, folder, workspace, env, onProgress }: EditorOptions): Promise<Editor> {
  const data = join(folder, 'server');
  await linkExtension(root, join(data, 'extensions'));
  onProgress('starting the VS Code server');
  const port = (await isFree(usualPort)) ? usualPort : await freePort();
  const settings = { 'workbench.startupEditor': 'readme', 'security.workspace.trust.enabled': false };
  const server = await startVscodeServer({ folder: data, settings, env, port, onProgress });
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set('folder', workspace);
  onProgress(`VS Code is at ${url.href} (for everyone who is logged in on this machine)`);
  return { address: `VS Code: ${url.href}`, ended: server.ended, stop: () => server.stop() };
}

/** The server takes up what stands in its extensions folder, unless it has a list of its own there. */
async function linkExtension(root: string, extensions: string): Promise<void> {
  const { publisher, name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const link = join(extensions, `${publisher}.${name}-${version}`);
  await mkdir(extensions, { recursive: true });
  await rm(join(extensions, 'extensions.json'), { force: true });
  await rm(link, { recursive: true, force: true });
  await symlink(root, link, 'junction');
}
