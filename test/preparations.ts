// What suites need before they run, each made once and beside the others.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { installPackages } from '../scripts/debianPackages.ts';
import { labPackages } from './hosts/lab/labPackages.ts';
import { type Need, root, type Suite } from './suites.ts';

/** Begins everything that these suites need; the promises reject with what went wrong. */
export function prepare(
  suites: readonly Suite[],
  signal: AbortSignal,
  log: (line: string) => void,
): Readonly<Record<Need | 'packages', Promise<void>>> {
  const isNeeded = (need: Need): boolean => suites.some(({ needs }) => needs.includes(need));
  const names = new Set(suites.flatMap(({ packages }) => packages));
  if (isNeeded('lab')) for (const name of labPackages) names.add(name);
  const packages = installPackages([...names], (line) => log(`apt: ${line}`));
  const script = (need: Need, words: readonly string[]): Promise<void> =>
    isNeeded(need) ? packages.then(() => runScript(need, words, signal, log)) : Promise.resolve();
  const prepared = {
    packages,
    build: script('build', ['scripts/build.ts']),
    vscode: script('vscode', ['test/hosts/vscode/main.ts', 'install']),
    lab: script('lab', ['test/hosts/lab/main.ts', 'build']),
  };
  // Whoever needs one hears of its failure; until then it is no unhandled rejection.
  for (const promise of Object.values(prepared)) promise.catch(() => {});
  return prepared;
}

async function runScript(
  name: string,
  words: readonly string[],
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<void> {
  const [script = '', ...rest] = words;
  const child = spawn(process.execPath, [join(root, script), ...rest], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGTERM',
  });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      log(`${name}: ${line}`);
      last.push(line);
      if (last.length > 20) last.shift();
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${words.join(' ')} failed:\n${last.join('\n')}`);
}
