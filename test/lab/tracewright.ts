// The command line as the lab's tests run it: the bundle that ships, with the guest's hosts as its ssh configuration.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LabGuest } from '../hosts/lab/guest.ts';
import { root } from '../suites.ts';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A started command; `printed` resolves as soon as standard output matches, and rejects when it ends before. */
export interface Started {
  readonly process: ChildProcess;
  readonly outcome: Promise<Outcome>;
  printed(pattern: RegExp): Promise<void>;
}

/** `home` keeps what the command line stores apart from the user's own. */
export function startTracewright(guest: LabGuest, home: string, words: readonly string[]): Started {
  const child = spawn(process.execPath, [join(root, 'out/client/cli.js'), ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TRACEWRIGHT_SSH_CONFIG: guest.sshConfig, XDG_DATA_HOME: home, XDG_CACHE_HOME: home },
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      text[name] += piece;
    });
  }
  const outcome = once(child, 'close').then(([code]): Outcome => ({ code, ...text }));
  const printed = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (pattern.test(text.stdout)) resolve();
      };
      child.stdout.on('data', look);
      look();
      void outcome.then(({ code }) =>
        reject(new Error(`ended with ${code} before it printed ${pattern}:\n${text.stdout}${text.stderr}`)),
      );
    });
  return { process: child, outcome, printed };
}
