// `npm run screenshot`: the README's picture, taken of a real run on the lab's kernel.
import { join, resolve } from 'node:path';
import { startLab } from '../test/hosts/lab/startLab.ts';
import { Workbench } from '../test/vscode/workbench.ts';
import { buildBundles } from './build.ts';

const root = resolve(import.meta.dirname, '..');
const file = 'syscall-counts.stp';
/** Milliseconds for each step: the guest is emulated, the machine may be busy. */
const patience = 240_000;
const picture = join(root, 'media/panel.png');

await buildBundles();
const guest = await startLab({ onProgress: (line) => console.log(line) });
try {
  await guest.run("nohup sh -c 'while :; do ls -lR /etc >/dev/null; sleep 0.1; done' >/dev/null 2>&1 &");
  const workbench = await Workbench.open({
    folder: join(root, 'examples'),
    file,
    settings: {
      'workbench.colorTheme': 'Default Dark Modern',
      'window.commandCenter': false,
      'editor.minimap.enabled': false,
    },
    env: { TRACEWRIGHT_SSH_CONFIG: guest.sshConfig },
    viewport: { width: 1440, height: 860 },
  });
  workbench.page.setDefaultTimeout(patience);
  try {
    await workbench.lens('Pick a target').click();
    await workbench.choice('lab').first().click();
    await workbench.lens('▶ Run on lab').click();
    // The first lines of the kernel, and some more so that the panel is not empty.
    await workbench.panel.locator('.row').nth(12).waitFor();
    await workbench.page.screenshot({ path: picture });
    console.log(`Made ${picture}`);
    await workbench.lens('■ Stop on lab').click();
    await workbench.lens('▶ Run on lab').waitFor();
  } catch (error) {
    await workbench.keepPicture('screenshot');
    throw error;
  } finally {
    await workbench.close();
  }
} finally {
  await guest.stop();
}
