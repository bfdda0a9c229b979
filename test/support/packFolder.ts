// The parts pack as a folder on disk, as a visit to a target would leave it.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packFiles } from '../../server/src/protocol.ts';
import { partsContents } from './parts.ts';

/** A new folder below the temporary one; the caller removes it. */
export async function makePackFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tracewright-pack-'));
  const { manifest, btf, tapset, ...files } = partsContents;
  const write = async (path: string, data: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), data);
  };
  await write(packFiles.manifest, JSON.stringify(manifest));
  for (const [name, data] of Object.entries(files)) await write(packFiles[name as keyof typeof packFiles], data);
  for (const [module, data] of btf ?? []) await write(`${packFiles.btf}/${module}`, data);
  for (const [path, text] of tapset ?? []) await write(`${packFiles.tapset}/${path}`, text);
  return folder;
}
