// Installs a VS Code server (code-server from npm) into the cache.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachePath, madeOnce } from '../cache.ts';

/** code-server numbers its releases after VS Code's: this one is VS Code 1.139.1. */
const version = '4.139.1';

/** Gives back the package's folder; half a minute the first time, then at once. */
export async function installVscodeServer(onProgress: (line: string) => void): Promise<string> {
  const waiting = (): void => onProgress('another process is installing the VS Code server, waiting for it');
  const folder = await madeOnce(cachePath('vscode', version), waiting, async (empty) => {
    onProgress(`installing VS Code server ${version} from npm, about a minute`);
    await writeFile(join(empty, 'package.json'), '{ "private": true }\n');
    await npmInstall(empty, [`code-server@${version}`]);
    onProgress('installing what VS Code itself needs (1 of 2)');
    const vscode = join(empty, 'node_modules', 'code-server', 'lib', 'vscode');
    await npmInstall(vscode, ['--omit=dev']);
    onProgress('installing what its own extensions need (2 of 2)');
    await npmInstall(join(vscode, 'extensions'), ['--omit=dev']);
  });
  return join(folder, 'node_modules', 'code-server');
}

/** Without install scripts: the native modules they would compile are log files and a watchdog, which we do without. */
async function npmInstall(folder: string, words: readonly string[]): Promise<void> {
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn('npm', ['install', ...options, ...words], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`npm install ${words.join(' ')} failed:\n${complaint}`);
}
