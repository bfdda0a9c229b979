// Demangles names in a thread of its own: a forged name can take hours (nested template arguments are read twice a level).
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
// gecko-profiler-demangle: the Firefox profiler's demangler of C++ and both of Rust's manglings, as WebAssembly.
import * as glue from 'gecko-profiler-demangle/index_bg.js';

/** Beside the server's bundle, or in the package. */
const bundled = fileURLToPath(new URL('./demangle.wasm', import.meta.url));
const file = existsSync(bundled)
  ? bundled
  : createRequire(import.meta.url).resolve('gecko-profiler-demangle/index_bg.wasm');

// The package loads its WebAssembly by an import, which Node and esbuild do not do alike.
const ready = readFile(file)
  .then((bytes) => WebAssembly.instantiate(bytes, { './index_bg.js': { ...glue } }))
  .then(({ instance }) => {
    glue.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  });

/** The demangled name; '' where there is none: the library then gives the name back, with or without its underscore. */
function demangle(name: string): string {
  const found = glue.demangle_any(name);
  return found === name || found === name.slice(1) ? '' : found;
}

parentPort?.on('message', async (names: readonly string[]) => {
  await ready;
  parentPort?.postMessage(names.map(demangle));
});
