// `npm start`: a real VS Code on examples/ with this tree's extension, this machine's kernel as the target where it can be
// traced, and the kernel lab beside it. Stays until Ctrl-C and ends all that it started.
import { join, resolve } from 'node:path';
import { cachePath } from '../test/hosts/cache.ts';
import type { LabGuest } from '../test/hosts/lab/guest.ts';
import { buildBundles } from './build.ts';
import { openEditor } from './start/editor.ts';
import { startLabTarget } from './start/labTarget.ts';
import { prepareLocalKernel } from './start/localKernel.ts';
import { writeSshConfig } from './start/sshConfig.ts';

const root = resolve(import.meta.dirname, '..');
const started = performance.now();
const folder = cachePath('start');

function say(line: string): void {
  console.log(`[${Math.round((performance.now() - started) / 1000)} s] ${line}`);
}

say('building the extension');
await buildBundles();

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
if (!isRoot) {
  say(
    'Without root on Linux there is no tracing of this machine and no kernel lab: the editor opens with SSH targets only.',
  );
}
const local = isRoot ? await prepareLocalKernel(say) : false;
const sshConfig = await writeSshConfig(folder);
const editor = await openEditor({
  root,
  folder,
  workspace: join(root, 'examples'),
  env: { TRACEWRIGHT_SSH_CONFIG: sshConfig.file, ...(local && { TRACEWRIGHT_TARGET: 'local' }) },
  onProgress: say,
});

let lab: LabGuest | undefined;
let isStopping = false;

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  say('stopping');
  await Promise.all([editor.stop(), lab?.stop()]);
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
void editor.ended.then(stop);

if (isRoot) {
  try {
    lab = await startLabTarget(say);
    await sshConfig.include(lab.sshConfig);
    say(
      'the kernel lab answers: pick the target "lab" for SystemTap and DTrace too (also lab-dev, lab-usr, lab-plain)',
    );
  } catch (error) {
    say(`there is no kernel lab: ${error instanceof Error ? error.message : error}`);
  }
}
say(`${editor.address} — Ctrl-C here stops everything`);
