// Bundles what ships: the language server, the extension, the command line and the panel's page.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
// esbuild: the one bundler that needs no configuration for TypeScript sources and a CommonJS extension host.
import { type BuildOptions, build } from 'esbuild';

// A dependency (fdir, through ssh-config) asks for its module's address, which a CommonJS bundle does not have.
const moduleUrl = `const moduleUrl = require('node:url').pathToFileURL(__filename).href;`;

const root = resolve(import.meta.dirname, '..');

const forNode: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  minify: true,
  keepNames: true,
  logLevel: 'warning',
  // ssh2's optional native speed-ups; the extension ships none and ssh2 falls back to JavaScript.
  external: ['vscode', 'cpu-features'],
  // The supervisor and the collector are sh programs that are sent to the target as text.
  loader: { '.node': 'empty', '.sh': 'text' },
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: moduleUrl },
};

/** Rejects when something does not compile; what was in `out/` is then gone. */
export async function buildBundles(): Promise<void> {
  await rm(join(root, 'out'), { recursive: true, force: true });
  await mkdir(join(root, 'out'), { recursive: true });
  // The sources are ES modules, the bundles are CommonJS, which every extension host since 1.101 loads.
  await writeFile(join(root, 'out/package.json'), '{ "type": "commonjs" }\n');
  await Promise.all([
    build({ ...forNode, entryPoints: ['server/src/main.ts'], outfile: 'out/server/main.js' }),
    build({ ...forNode, entryPoints: ['client/src/extension.ts'], outfile: 'out/client/extension.cjs' }),
    build({
      ...forNode,
      entryPoints: ['client/src/cli.ts'],
      outfile: 'out/client/cli.js',
      banner: { js: `#!/usr/bin/env node\n${moduleUrl}` },
    }),
    build({
      absWorkingDir: root,
      bundle: true,
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      minify: true,
      logLevel: 'warning',
      entryPoints: ['client/src/views/page/page.ts', 'client/src/views/page/page.css'],
      outdir: 'out/page',
    }),
  ]);
}

if (import.meta.main) await buildBundles();
