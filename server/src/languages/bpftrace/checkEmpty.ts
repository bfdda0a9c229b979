// Checks that a script has a probe at all.
import type { Finding } from '../../syntax/finding.ts';
import type { BpftraceScript } from './parse.ts';

/**
 * A finding on the first line of a script without a probe: to 0.23 that is a syntax error, later releases say "No probes to
 * attach". A file of macros or functions may be there for others to import.
 */
export function checkEmpty({ text, tree, errors }: BpftraceScript): readonly Finding[] {
  if (errors.length > 0) return [];
  if (tree.items.some(({ kind }) => kind === 'probe' || kind === 'macro' || kind === 'subprogram')) return [];
  const end = text.search(/\r?\n|$/);
  return [
    {
      range: { start: 0, end },
      // Definitions alone may be imported too.
      severity: tree.items.length === 0 ? 'error' : 'warning',
      code: 'no-probes',
      message: 'bpftrace refuses a script without a probe. Add one, e.g. `kprobe:vfs_read { @[comm] = count(); }`.',
    },
  ];
}
