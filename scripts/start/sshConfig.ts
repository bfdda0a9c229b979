// The ssh_config that the extension reads under `npm start`: the lab's hosts, once there are any, then the user's own.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface StartSshConfig {
  readonly file: string;
  /** Adds the hosts of another configuration; the extension sees them from then on. */
  include(other: string): Promise<void>;
}

export async function writeSshConfig(folder: string): Promise<StartSshConfig> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'ssh_config');
  const lab = join(folder, 'lab_config');
  await rm(lab, { force: true });
  const user = join(homedir(), '.ssh', 'config');
  // What stands before the first Host of the user's file holds for all hosts, not for the lab's last one.
  await writeFile(file, `Include ${lab}\nHost *\nInclude ${user}\nHost *\nInclude /etc/ssh/ssh_config\n`);
  return { file, include: (other) => writeFile(lab, `Include ${other}\n`) };
}
