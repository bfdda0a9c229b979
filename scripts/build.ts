// Bundles what ships: the language server, the extension, the command line and the panel's page.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
// esbuild: the one bundler that needs no configuration for TypeScript sources and a CommonJS extension host.
import { type BuildOptions, build } from 'esbuild';

// A dependency (fdir, through ssh-config) asks for its module's address, which a CommonJS bundle does not have.
const moduleUrl = `const moduleUrl = require('node:url').pathToFileURL(__filename).href;`;

const root = resolve(import.meta.dirname, '..');

const forNode: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  write: false,
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
  define: { 'import.meta.url': 'moduleUrl', TRACEWRIGHT_BUILD: JSON.stringify(await hashOf('server/src')) },
  banner: { js: moduleUrl },
};

/** Rejects when something does not compile; what is in `out/` then stays as it was. */
export async function buildBundles(): Promise<void> {
  const results = await Promise.all([
    build({ ...forNode, entryPoints: ['server/src/main.ts'], outfile: 'out/server/main.js' }),
    build({ ...forNode, entryPoints: ['server/src/lsp/demangleWorker.ts'], outfile: 'out/server/demangleWorker.js' }),
    build({ ...forNode, entryPoints: ['client/src/extension.ts'], outfile: 'out/client/extension.cjs' }),
    build({
      ...forNode,
      entryPoints: ['client/src/runs/spool/searchWorker.ts'],
      outfile: 'out/client/searchWorker.js',
    }),
    build({ ...forNode, entryPoints: ['client/src/runs/unpackWorker.ts'], outfile: 'out/client/unpackWorker.js' }),
    build({
      ...forNode,
      entryPoints: ['client/src/runs/columns/lineTableWorker.ts'],
      outfile: 'out/client/lineTableWorker.js',
    }),
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
      write: false,
      entryPoints: ['client/src/views/page/page.ts'],
      outdir: 'out/page',
    }),
  ]);
  for (const { path, contents } of results.flatMap(({ outputFiles = [] }) => outputFiles)) await put(path, contents);
  // Its thread reads it from beside itself.
  const demangler = fileURLToPath(import.meta.resolve('gecko-profiler-demangle/index_bg.wasm'));
  await put(join(root, 'out/server/demangle.wasm'), await readFile(demangler));
  // The sources are ES modules, the bundles are CommonJS, which every extension host since 1.101 loads.
  await put(join(root, 'out/package.json'), '{ "type": "commonjs" }\n');
}

/** Tells one state of the sources from another. */
async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(join(root, folder), { recursive: true })).sort()) {
    if (name.endsWith('.ts')) hash.update(name).update(await readFile(join(root, folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Whole or not at all: an editor or a test may be reading the file. */
async function put(path: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, contents);
  await rename(`${path}.new`, path);
}

if (import.meta.main) await buildBundles();
