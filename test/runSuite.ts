// Runs one suite's files, each in a process of its own, and counts what they tell.
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { filesOf, root, type Suite } from './suites.ts';

/** Characters shown of one line of a failure. */
const widest = 400;

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

/** Never rejects: a suite that cannot run has failed. Output of the tests goes through `write`. */
export async function runSuite(suite: Suite, signal: AbortSignal, write: (text: string) => void): Promise<SuiteResult> {
  const started = performance.now();
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures: string[] = [];
  const fail = (failure: string): void => {
    counts.failed++;
    failures.push(failure);
  };
  const files = filesOf(suite);
  const limit = AbortSignal.timeout(suite.limit * 60_000);
  if (files.length > 0) {
    const stream = run({
      files: files.map((file) => join(root, file)),
      concurrency: suite.concurrency,
      signal: AbortSignal.any([signal, limit]),
    });
    stream.on('test:stdout', ({ message }) => write(message));
    stream.on('test:stderr', ({ message }) => write(message));
    stream.on('test:pass', (report: TestReport) => {
      if (report.details.type === 'suite') return;
      // A file that declares no test is told of as one that passed, named after the file.
      if (report.name === report.file) fail(`${relative(root, report.name)}: holds no test`);
      else if (report.skip !== undefined || report.todo !== undefined) counts.skipped++;
      else counts.passed++;
    });
    stream.on('test:fail', (report: TestReport) => {
      if (report.details.error?.failureType !== 'subtestsFailed') fail(describe(report));
    });
    stream.resume();
    await new Promise((resolve) => stream.on('close', resolve));
  }
  if (limit.aborted) fail(`did not end within ${suite.limit} minutes`);
  if (counts.passed + counts.failed === 0) fail('ran no test');
  return { suite, ...counts, failures, seconds: (performance.now() - started) / 1000 };
}

function describe({ name, file, line, details }: TestReport): string {
  const place = file === undefined ? '' : ` (${relative(root, file)}${line === undefined ? '' : `:${line}`})`;
  const cause = details.error?.cause ?? details.error;
  const reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  // One line of thousands of characters would push all else out of what CI keeps of the output.
  const lines = reason.split('\n').map((text) => `    ${text.length > widest ? `${text.slice(0, widest)} …` : text}`);
  return `${name === file ? relative(root, name) : name}${place}\n${lines.join('\n')}`;
}
