// Runs one suite's files, each in a process of its own, and counts what they tell.
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { filesOf, root, type Suite } from './suites.ts';

/** Characters shown of one line of a failure: one of thousands would push all else out of what CI keeps of the output. */
const widest = 400;
/** More files than this failing at once are no accident, and are not tried again. */
const mostAgain = 2;

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface SuiteResult extends Counts {
  readonly suite: Suite;
  readonly seconds: number;
  /** Each with where it stands and why it failed. */
  readonly failures: readonly string[];
  /** Failures of files that passed when they were run a second time: bugs of the tests or of the product, to be mended first. */
  readonly unsteady: readonly string[];
}

/** What node:test tells of one test; its own types lack the details of an error. */
interface TestReport {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly details: { readonly type?: string; readonly error?: Error & { readonly failureType?: string } };
}

/** What one file's tests came to. */
interface FileResult {
  passed: number;
  skipped: number;
  readonly failures: string[];
}

/** Never rejects: a suite that cannot run has failed. Output of the tests goes through `write`. */
export async function runSuite(suite: Suite, signal: AbortSignal, write: (text: string) => void): Promise<SuiteResult> {
  const started = performance.now();
  const limit = AbortSignal.timeout(suite.limit * 60_000);
  const results = await runFiles(suite, filesOf(suite), AbortSignal.any([signal, limit]), write);
  const unsteady: string[] = [];
  const failed = [...results].filter(([, { failures }]) => failures.length > 0);
  if (suite.tries > 1 && failed.length <= mostAgain && !signal.aborted && !limit.aborted) {
    for (const [file, first] of failed) {
      write(`\n${file} failed, and is run a second time.\n`);
      const second = (await runFiles(suite, [file], AbortSignal.any([signal, limit]), write)).get(file);
      if (second === undefined || second.failures.length > 0) continue;
      unsteady.push(...first.failures);
      results.set(file, second);
    }
  }
  const all = [...results.values()];
  const failures = all.flatMap((result) => result.failures);
  const passed = all.reduce((sum, result) => sum + result.passed, 0);
  const skipped = all.reduce((sum, result) => sum + result.skipped, 0);
  if (limit.aborted) failures.push(`did not end within ${suite.limit} minutes`);
  if (passed + failures.length === 0) failures.push('ran no test');
  const seconds = (performance.now() - started) / 1000;
  return { suite, passed, failed: failures.length, skipped, failures, unsteady, seconds };
}

/** By file, relative to the root. */
async function runFiles(
  suite: Suite,
  files: readonly string[],
  signal: AbortSignal,
  write: (text: string) => void,
): Promise<Map<string, FileResult>> {
  const results = new Map<string, FileResult>();
  if (files.length === 0) return results;
  const resultOf = (report: TestReport): FileResult => {
    const file = relative(root, report.file ?? report.name);
    const result = results.get(file) ?? { passed: 0, skipped: 0, failures: [] };
    results.set(file, result);
    return result;
  };
  const stream = run({ files: files.map((file) => join(root, file)), concurrency: suite.concurrency, signal });
  stream.on('test:stdout', ({ message }) => write(message));
  stream.on('test:stderr', ({ message }) => write(message));
  stream.on('test:pass', (report: TestReport) => {
    if (report.details.type === 'suite') return;
    const result = resultOf(report);
    // A file that declares no test is told of as one that passed, named after the file.
    if (report.name === report.file) result.failures.push(`${relative(root, report.name)}: holds no test`);
    else if (report.skip !== undefined || report.todo !== undefined) result.skipped++;
    else result.passed++;
  });
  stream.on('test:fail', (report: TestReport) => {
    if (report.details.error?.failureType !== 'subtestsFailed') resultOf(report).failures.push(describe(report));
  });
  stream.resume();
  await new Promise((resolve) => stream.on('close', resolve));
  return results;
}

function describe({ name, file, line, details }: TestReport): string {
  const place = file === undefined ? '' : ` (${relative(root, file)}${line === undefined ? '' : `:${line}`})`;
  const cause = details.error?.cause ?? details.error;
  const reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  const lines = reason.split('\n').map((text) => `    ${text.length > widest ? `${text.slice(0, widest)} …` : text}`);
  return `${name === file ? relative(root, name) : name}${place}\n${lines.join('\n')}`;
}
