// The lab by hand: `npm run lab -- build`, `npm run lab -- start [PORT]`, `npm run lab -- native PROGRAM…`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installPackages } from '../../../scripts/debianPackages.ts';
import { buildLab } from './buildLab.ts';
import { labPackages } from './labPackages.ts';
import { startLab } from './startLab.ts';

const usage = `Usage: npm run lab -- COMMAND
  build               build the lab in the cache (five minutes from nothing)
  start [PORT]        start a guest and keep it until Ctrl-C
  native PROGRAM…     run a program in the lab's root file system, without a guest, at full speed`;

const [command, ...words] = process.argv.slice(2);
const started = performance.now();
const onProgress = (line: string): void =>
  console.log(`${Math.round((performance.now() - started) / 1000)} s: ${line}`);

switch (command) {
  case 'build':
    await installPackages(labPackages, onProgress);
    await buildLab(onProgress);
    onProgress('the lab is built');
    break;
  case 'start':
    await start(words[0] === undefined ? undefined : Number(words[0]));
    break;
  case 'native': {
    const { root } = await buildLab(onProgress);
    const script = join(import.meta.dirname, 'image/native.sh');
    const { status } = spawnSync('sh', [script, join(root.folder, 'root'), process.cwd(), ...words], {
      stdio: 'inherit',
    });
    process.exitCode = status ?? 1;
    break;
  }
  default:
    console.error(usage);
    process.exitCode = 2;
}

async function start(port: number | undefined): Promise<void> {
  await installPackages(labPackages, onProgress);
  const guest = await startLab({ onProgress, ...(port !== undefined && { port }) });
  onProgress('the guest answers; Ctrl-C stops it');
  console.log(`  ssh -F ${guest.sshConfig} lab         (root; also lab-dev, lab-usr, lab-plain)`);
  console.log(`  tracewright run FILE --target ssh://root@127.0.0.1:${guest.port}`);
  console.log(`      with TRACEWRIGHT_SSH_CONFIG=${guest.sshConfig}`);
  process.once('SIGINT', () => void guest.stop());
  await guest.ended;
}
