// Entry of the suite that runs inside a real extension host, in the form @vscode/test-electron calls.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
// mocha: the runner that @vscode/test-electron's own guide uses; node:test cannot run inside an extension host.
import Mocha from 'mocha';

/** Rejects when a test failed; the extension host then ends with an error code. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', color: false, timeout: 120_000, reporter: 'spec' });
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));
  }
  const results: { title: string; error?: string }[] = [];
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => results.push({ title: test.fullTitle() }))
      .on('fail', (test, error) => results.push({ title: test.fullTitle(), error: String(error?.stack ?? error) }));
  });
  const file = process.env.TRACEWRIGHT_SUITE_RESULTS;
  if (file !== undefined) writeFileSync(file, JSON.stringify(results));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
