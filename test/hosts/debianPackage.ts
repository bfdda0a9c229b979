// A package of another Debian release than this machine's, fetched and unpacked in the cache and never installed.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachePath, madeOnce } from './cache.ts';
import { debianMirror } from './debianMirror.ts';
import { runProgram } from './lab/runProgram.ts';

export interface DebianPackage {
  /** As Debian writes it, such as `0.23.2-1`. */
  readonly version: string;
  /** Holds the package's files as they would lie under `/`. */
  readonly folder: string;
}

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** `suite` is a release's name, such as `trixie`. Takes seconds at first, then nothing; rejects with what apt complained. */
export async function debianPackage(name: string, suite: string): Promise<DebianPackage> {
  const made = await madeOnce(
    cachePath('packages', `${name}-${suite}`),
    () => {},
    (empty) => fetchPackage(name, suite, empty),
  );
  const version = (await readFile(join(made, 'version'), 'utf8')).trim();
  return { version, folder: join(made, 'files') };
}

/** An apt of its own, with its state in the folder, so that the machine's package lists stay as they are. */
async function fetchPackage(name: string, suite: string, empty: string): Promise<void> {
  const apt = join(empty, 'apt');
  await mkdir(join(apt, 'lists', 'partial'), { recursive: true });
  await mkdir(join(apt, 'cache', 'archives', 'partial'), { recursive: true });
  await writeFile(join(apt, 'status'), '');
  await writeFile(join(apt, 'sources'), `deb [signed-by=${keyring}] ${await debianMirror()} ${suite} main\n`);
  const settings = [
    `Dir::Etc::SourceList=${apt}/sources`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State=${apt}`,
    `Dir::State::status=${apt}/status`,
    `Dir::Cache=${apt}/cache`,
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Acquire::Retries=3',
    // A mirror may be a copy of some date past, whose signatures are good and whose time is over.
    'Acquire::Check-Valid-Until=false',
  ].flatMap((setting) => ['-o', setting]);
  await runProgram('apt-get', ['-q', ...settings, 'update']);
  await runProgram('env', ['-C', apt, 'apt-get', '-q', ...settings, 'download', name]);
  const archive = (await readdir(apt)).find((entry) => entry.endsWith('.deb'));
  if (archive === undefined) throw new Error(`${suite} gave no package ${name}.`);
  await runProgram('dpkg-deb', ['--extract', join(apt, archive), join(empty, 'files')]);
  const version = await runProgram('dpkg-deb', ['--field', join(apt, archive), 'Version']);
  await writeFile(join(empty, 'version'), version);
  await rm(apt, { recursive: true });
}
