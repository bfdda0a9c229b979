// Makes the VSIX, bundles and all, and holds it to its limits. `npm run package [FILE]`
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
// vsce: the one tool that writes and checks VSIX files the way the marketplace reads them.
import { createVSIX } from '@vscode/vsce';
import { buildBundles } from './build.ts';

const root = resolve(import.meta.dirname, '..');
/** Bytes: what a user waits for when installing. */
const mostBytes = 2_000_000;

export async function makePackage(packagePath: string): Promise<void> {
  await buildBundles();
  // The bundles hold what they need, so no node_modules; the README's picture has no address to be rewritten to.
  await createVSIX({
    cwd: root,
    packagePath,
    dependencies: false,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
  const { size } = await stat(packagePath);
  if (size > mostBytes) throw new Error(`${packagePath} has ${size} bytes, more than ${mostBytes}`);
}

if (import.meta.main) {
  const file = resolve(process.argv[2] ?? 'tracewright.vsix');
  await makePackage(file);
  console.log(`Made ${file}`);
}
