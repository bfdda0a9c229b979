// Runs the suite under suite/ in a real extension host: in the VS Code at VSCODE_PATH, else in the VS Code server from npm.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// @vscode/test-electron: VS Code's own way to run a suite in a desktop editor.
import { runTests } from '@vscode/test-electron';
// esbuild: the suite needs the same bundling as the extension it tests.
import { build } from 'esbuild';
import { root, Workbench } from './workbench.ts';

export interface SuiteResult {
  readonly title: string;
  /** Undefined: it passed. */
  readonly error?: string;
}

/** Milliseconds for the whole suite. */
const limit = 180_000;

/** One result a test, in their order. */
export async function runSuite(folder: string): Promise<readonly SuiteResult[]> {
  const testsPath = await bundleSuite();
  const scratch = await mkdtemp(join(tmpdir(), 'tracewright-suite-'));
  const results = join(scratch, 'results.json');
  const env = { TRACEWRIGHT_SUITE_RESULTS: results };
  try {
    if (process.env.VSCODE_PATH === undefined) await runInServer(folder, testsPath, env, results);
    else await runInDesktop(process.env.VSCODE_PATH, folder, testsPath, env, join(scratch, 'data'));
    return JSON.parse(await readFile(results, 'utf8'));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Gives back the suite's entry: the package is an ES module, and those are named by file. */
async function bundleSuite(): Promise<string> {
  const outdir = join(root, 'out/test');
  await build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
    external: ['vscode', 'mocha'],
    entryPoints: [join(root, 'test/vscode/suite/*.ts')],
    outdir,
  });
  return join(outdir, 'index.js');
}

type Environment = Readonly<Record<string, string>>;

async function runInDesktop(
  code: string,
  folder: string,
  testsPath: string,
  env: Environment,
  data: string,
): Promise<void> {
  await runTests({
    vscodeExecutablePath: code,
    extensionDevelopmentPath: root,
    extensionTestsPath: testsPath,
    extensionTestsEnv: env,
    launchArgs: [folder, '--disable-workspace-trust', '--no-sandbox', '--user-data-dir', data],
  }).catch((error) => {
    // Failed tests are told by the results; only their absence is an error of its own.
    console.error(String(error));
  });
}

/** The server's smoke-test driver tells the end through functions of the page. */
async function runInServer(folder: string, testsPath: string, env: Environment, results: string): Promise<void> {
  const log: string[] = [];
  let ended: (code: number) => void = () => {};
  const exit = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const workbench = await Workbench.open({
    folder,
    env,
    testsPath,
    onPage: async (page) => {
      await page.exposeFunction('codeAutomationLog', (_type: string, words: unknown[]) => log.push(words.join(' ')));
      await page.exposeFunction('codeAutomationExit', (code: number) => ended(code));
    },
  });
  const timer = setTimeout(() => ended(-1), limit);
  const code = await exit;
  clearTimeout(timer);
  await workbench.close();
  if (code === -1) throw new Error(`The suite did not end within ${limit / 1000} s:\n${log.slice(-40).join('\n')}`);
  if (!existsSync(results))
    throw new Error(`The suite ended with ${code} and told of no test:\n${log.slice(-40).join('\n')}`);
}
