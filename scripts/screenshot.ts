// Makes the README's picture: an example runs on the kernel lab, its output beside it. `npm run screenshot`.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLab } from '../test/hosts/lab/startLab.ts';
import { root, Workbench } from '../test/vscode/workbench.ts';
import { buildBundles } from './build.ts';

const picture = join(root, 'media/panel.png');
const example = 'context-switches.stp';

await buildBundles();
const lab = await startLab({ onProgress: (line) => console.log(line) });
try {
  const config = join(await mkdtempFor(lab.sshConfig), 'ssh_config');
  const workbench = await Workbench.open({
    folder: join(root, 'examples'),
    file: example,
    env: { TRACEWRIGHT_SSH_CONFIG: config },
    settings: { 'editor.minimap.enabled': false },
    viewport: { width: 1600, height: 900 },
  });
  try {
    await workbench.lens('Pick a target').click();
    await workbench.choice(/^lab$/).first().click();
    await workbench.page.locator('.statusbar-item', { hasText: /stap \d/ }).waitFor({ timeout: 180_000 });
    await workbench.lens('▶ Run on lab').click();
    // A script that is new to the guest is compiled in it, which takes a minute under emulation.
    await workbench.panel.locator('.row').nth(12).waitFor({ timeout: 300_000 });
    await workbench.page.screenshot({ path: picture });
    await workbench.lens('■ Stop on lab').click();
    await workbench.panel.locator('header', { hasText: 'Stopped' }).waitFor({ timeout: 60_000 });
  } finally {
    await workbench.close();
  }
} finally {
  await lab.stop();
}
console.log(`${picture} is made`);

/** The guest's ssh_config with nothing but the host that the picture shows. */
async function mkdtempFor(labConfig: string): Promise<string> {
  const folder = join(root, 'out/screenshot');
  await mkdir(folder, { recursive: true });
  const text = await readFile(labConfig, 'utf8');
  await writeFile(join(folder, 'ssh_config'), text.split(/^(?=Host lab-)/m)[0] ?? text);
  return folder;
}
