// Debian packages that a task needs from the machine: installs what is missing, with the one command a user would type.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** Rejects with the command to type where this process may not install. `onProgress` gets a line for each step. */
export async function installPackages(names: readonly string[], onProgress: (line: string) => void): Promise<void> {
  const missing = await missingPackages(names);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new Error(`Not installed: ${missing.join(' ')}. Please run: sudo apt-get install ${missing.join(' ')}`);
  }
  onProgress(`installing ${missing.join(' ')}`);
  await aptGet(['update'], onProgress);
  await aptGet(['install', '--no-install-recommends', ...missing], onProgress);
}

/** Those of the packages that are not installed; all of them where there is no dpkg. */
export async function missingPackages(names: readonly string[]): Promise<readonly string[]> {
  // dpkg-query fails when it does not know one of them, and still prints the others.
  const { stdout } = await promisify(execFile)('dpkg-query', [
    '-Wf',
    '${Package} ${db:Status-Status}\n',
    ...names,
  ]).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  const installed = new Set(stdout.split('\n').filter((line) => line.endsWith(' installed')));
  return names.filter((name) => !installed.has(`${name} installed`));
}

async function aptGet(words: readonly string[], onProgress: (line: string) => void): Promise<void> {
  const quiet = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=600', '-o', 'Dpkg::Use-Pty=0'];
  const child = spawn('apt-get', [...quiet, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      last.push(line);
      if (last.length > 20) last.shift();
      if (/^(Need to get|Setting up) /.test(line)) onProgress(line);
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`apt-get ${words.join(' ')} failed:\n${last.join('\n')}`);
}
