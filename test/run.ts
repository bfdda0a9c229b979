// `npm test`: makes ready what the suites need, runs them one after another while the lab is built beside them, and sums up.
// `npm test -- unit ssh` runs only those. Any failed, skipped or missing test makes the whole fail.
import { prepare } from './preparations.ts';
import { runSuite, type SuiteResult } from './runSuite.ts';
import { orphans, type Suite, suites } from './suites.ts';

const started = performance.now();
const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort());

const chosen = chooseSuites(process.argv.slice(2));
const prepared = prepare(chosen, abort.signal, log);
const results: SuiteResult[] = [];
for (const suite of chosen) {
  log(`${suite.name} …`);
  const result = await runWhenReady(suite);
  results.push(result);
  log(`${suite.name}: ${counted(result)} (${result.seconds.toFixed(1)} s)`);
  for (const failure of result.failures) log(`  ✖ ${failure.split('\n', 1)[0]}`);
}
const strays = orphans().map((file) => `${file}: belongs to no suite (test/suites.ts)`);
report(results, strays);

function chooseSuites(names: readonly string[]): readonly Suite[] {
  const known = suites.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`No suite is called ${unknown.join(', ')}. There are: ${known.join(' ')}`);
    process.exit(2);
  }
  return names.length === 0 ? suites : suites.filter(({ name }) => names.includes(name));
}

async function runWhenReady(suite: Suite): Promise<SuiteResult> {
  try {
    if (suite.packages.length > 0) await prepared.packages;
    for (const need of suite.needs) await prepared[need];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      suite,
      passed: 0,
      failed: 1,
      skipped: 0,
      seconds: 0,
      failures: [`could not be made ready: ${why}`],
      unsteady: [],
    };
  }
  return runSuite(suite, abort.signal, (text) => process.stdout.write(text));
}

/** The last line is what CI reads. */
function report(all: readonly SuiteResult[], strays: readonly string[]): void {
  const sum = (key: 'passed' | 'failed' | 'skipped'): number => all.reduce((total, result) => total + result[key], 0);
  const failed = sum('failed') + strays.length;
  const failures = [
    ...all.flatMap(({ suite, failures }) => failures.map((text) => `${suite.name} › ${text}`)),
    ...strays,
  ];
  const unsteady = all.flatMap(({ suite, unsteady }) => unsteady.map((text) => `${suite.name} › ${text}`));
  if (unsteady.length > 0)
    console.log(`\nUnsteady, failed at first and passed when run again:\n\n${unsteady.join('\n\n')}`);
  if (failures.length > 0) console.log(`\nFailed:\n\n${failures.join('\n\n')}`);
  console.log('');
  for (const result of all) {
    const mark = result.failed > 0 ? '✖' : '✔';
    console.log(`${mark} ${result.suite.name.padEnd(12)} ${counted(result)}, ${result.seconds.toFixed(1)} s`);
  }
  for (const text of unsteady) console.log(`  unsteady: ${text.split('\n', 1)[0]}`);
  for (const text of failures) console.log(`  ✖ ${text.split('\n', 1)[0]}`);
  if (sum('skipped') > 0) console.log('Skipped tests are not allowed here: they fail the run.');
  console.log(`\n${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
  process.exit(failed + sum('skipped') > 0 ? 1 : 0);
}

function counted({ passed, failed, skipped }: SuiteResult): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function log(line: string): void {
  console.log(`[${Math.round((performance.now() - started) / 1000)} s] ${line}`);
}
