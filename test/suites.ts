// The test suites: which files each has, what it needs from the machine, and how many of its files run at once.
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** What is made ready before a suite runs: the bundles, the VS Code server, the lab's guest image. */
export type Need = 'build' | 'vscode' | 'lab';

export interface Suite {
  readonly name: string;
  /** Folders under test/ whose `*.test.ts` it runs. */
  readonly folders: readonly string[];
  readonly needs: readonly Need[];
  /** Debian packages. */
  readonly packages: readonly string[];
  readonly concurrency: number;
  /** How often a file may be run until it passes: more than once only beside servers, browsers and guests of a busy machine. */
  readonly tries: 1 | 2;
  /** Minutes after which it counts as failed. */
  readonly limit: number;
}

/** In the order in which they run: the quick ones while the lab is being built. */
export const suites: readonly Suite[] = [
  {
    name: 'unit',
    folders: ['unit', 'golden'],
    needs: [],
    packages: ['busybox', 'zstd'],
    concurrency: 2,
    tries: 1,
    limit: 15,
  },
  {
    name: 'conformance',
    folders: ['conformance'],
    needs: [],
    packages: ['systemtap-doc', 'systemtap-common', 'bpftrace'],
    concurrency: 2,
    tries: 1,
    limit: 10,
  },
  { name: 'package', folders: ['package'], needs: ['build'], packages: [], concurrency: 1, tries: 1, limit: 5 },
  {
    name: 'ssh',
    folders: ['ssh'],
    needs: ['build'],
    packages: [
      'openssh-server',
      'openssh-client',
      'sshpass',
      'bpftrace',
      'libcap2-bin',
      'libpam-oath',
      'oathtool',
      'sudo',
      'opendoas',
      'iproute2',
      'clustershell',
      'krb5-kdc',
      'krb5-admin-server',
      'krb5-user',
    ],
    concurrency: 2,
    tries: 2,
    limit: 20,
  },
  {
    name: 'vscode',
    folders: ['vscode'],
    needs: ['build', 'vscode'],
    packages: ['chromium', 'openssh-server', 'openssh-client', 'bpftrace', 'iproute2'],
    concurrency: 1,
    tries: 2,
    limit: 20,
  },
  {
    name: 'lab',
    folders: ['lab'],
    needs: ['build', 'lab', 'vscode'],
    packages: ['chromium'],
    concurrency: 1,
    tries: 2,
    limit: 60,
  },
];

/** The suite's test files, sorted. */
export function filesOf(suite: Suite): readonly string[] {
  return suite.folders.flatMap((folder) => testFilesUnder(join('test', folder))).sort();
}

/** Test files that no suite would run. */
export function orphans(): readonly string[] {
  const owned = new Set(suites.flatMap(filesOf));
  return testFilesUnder('test').filter((file) => !owned.has(file));
}

/** Relative to the root. Those of the suite inside the extension host are run by a test of their own. */
function testFilesUnder(folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith(join('test/vscode/suite/')));
}
