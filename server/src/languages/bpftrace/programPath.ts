// What bpftrace takes for the program that a probe names without a folder.
import { libraryByStem } from '../../kernel/libraryCache.ts';
import type { ProgramTable } from '../../kernel/programs.ts';
import type { Provider } from './attachPoint.ts';

/** Whether libraries may be named by their stem: `uprobe:libc:malloc`. */
function takesStems(provider: Provider | undefined): boolean {
  return provider === 'uprobe' || provider === 'uretprobe';
}

/**
 * The path where the linker's cache has the library. By `bpftrace -l` of 0.17: `uprobe:libc:…` and `uretprobe:libc:…`
 * are `libc.so.6`, `"libstdc++"` with quotes too; `libc.so`, `libc.so.6` and `c` are not found, nor `usdt:libc:…`.
 */
export function programPath(provider: Provider | undefined, path: string, programs: ProgramTable): string {
  if (!takesStems(provider) || path.includes('/') || !path.startsWith('lib')) return path;
  return libraryByStem(programs.libraries() ?? [], path)?.path ?? path;
}
