// The kernel's source tree around a C file: the path that debuginfo knows the file by, and the modules it may be built into.
import { Uri, workspace } from 'vscode';

export interface KernelFile {
  /** Below the tree's root; the file's own name where it is in no kernel tree. */
  readonly path: string;
  /** `vmlinux` first. */
  readonly modules: readonly string[];
}

/** Folders above a file that are looked at. */
const highest = 12;

/** More modules of one folder are not asked about. */
const mostModules = 3;

export async function kernelFileOf(uri: Uri): Promise<KernelFile> {
  const modules = ['vmlinux', ...(await modulesIn(Uri.joinPath(uri, '..')))];
  const parts = uri.path.split('/');
  for (let up = 1; up < Math.min(highest, parts.length); up++) {
    const folder = Uri.joinPath(uri, ...Array.from({ length: up }, () => '..'));
    const isRoot =
      (await exists(Uri.joinPath(folder, 'Kbuild'))) && (await exists(Uri.joinPath(folder, 'include/linux')));
    if (isRoot) return { path: parts.slice(-up).join('/'), modules };
  }
  return { path: parts.at(-1) ?? '', modules };
}

/** What the folder's makefile builds: `obj-$(CONFIG_XFS_FS) += xfs.o`. */
async function modulesIn(folder: Uri): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const makefile of ['Kbuild', 'Makefile']) {
    const text = await read(Uri.joinPath(folder, makefile));
    for (const [, objects = ''] of text.matchAll(/^obj-\S+\s*[+:]?=\s*(.*)$/gm))
      for (const [, name = ''] of objects.matchAll(/(?:^|\s)([\w-]+)\.o\b/g)) names.add(name.replaceAll('-', '_'));
  }
  return [...names].slice(0, mostModules);
}

async function exists(uri: Uri): Promise<boolean> {
  return await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

async function read(uri: Uri): Promise<string> {
  return await workspace.fs.readFile(uri).then(
    (bytes) => Buffer.from(bytes).toString(),
    () => '',
  );
}
