// First step of `npm start` and `npm test`, in plain JavaScript for the machine's own Node: brings the npm packages up to
// the lock file, then goes on with the script named, in the Node that came with them.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const isWindows = process.platform === 'win32';
const ownNode = join(root, 'node_modules', '.bin', isWindows ? 'node.cmd' : 'node');
/** The first Node that runs TypeScript as it is. */
const leastNode = 24;

if (!isInstalled()) {
  console.log('Bringing the npm packages (npm ci), about half a minute …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}
const [script, ...words] = process.argv.slice(2);
run(usableNode(), [join(root, script), ...words]);

/** Whether what is installed is what the lock file names. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const present = packagesIn(installed);
  return Object.entries(packagesIn(join(root, 'package-lock.json'))).every(
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

/** npm has that Node for Linux and Windows; elsewhere the machine's own has to be new enough. */
function usableNode() {
  if (existsSync(ownNode)) return ownNode;
  if (Number(process.versions.node.split('.')[0]) >= leastNode) return process.execPath;
  console.error(`This machine needs Node ${leastNode} or newer for the development tools; it has ${process.version}.`);
  process.exit(1);
}

/** Goes on only when the program ended well; else ends as it did. Ctrl-C reaches the program, which cleans up. */
function run(program, words) {
  process.on('SIGINT', () => {});
  const { status, signal, error } = spawnSync(program, words, { cwd: root, stdio: 'inherit', shell: isWindows });
  if (error) {
    console.error(`${program}: ${error.message}`);
    process.exit(1);
  }
  if (signal) process.exit(128 + constants.signals[signal]);
  if (status !== 0) process.exit(status);
}
