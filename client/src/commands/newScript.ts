// New Script: an untitled script in the language of choice, with one clause that runs as it is.
import { window, workspace } from 'vscode';
import type { LanguageId } from '../../../server/src/protocol.ts';
import type { Command } from './command.ts';

interface Starter {
  readonly label: string;
  readonly description: string;
  readonly language: LanguageId;
  readonly content: string;
}

const starters: readonly Starter[] = [
  {
    label: 'bpftrace',
    description: '.bt',
    language: 'bpftrace',
    content:
      'tracepoint:sched:sched_switch\n{\n\t@switches[comm] = count();\n}\n\ninterval:s:1\n{\n\tprint(@switches, 10);\n\tclear(@switches);\n}\n',
  },
  {
    label: 'SystemTap',
    description: '.stp',
    language: 'systemtap',
    content:
      'global switches\n\nprobe kernel.trace("sched_switch") {\n  switches[execname()] <<< 1\n}\n\nprobe timer.s(1) {\n  foreach (name in switches- limit 10)\n    printf("%8d %s\\n", @count(switches[name]), name)\n  delete switches\n}\n',
  },
  {
    label: 'DTrace',
    description: '.d',
    language: 'dtrace',
    content:
      'syscall:::entry\n{\n\t@calls[execname] = count();\n}\n\ntick-1s\n{\n\tprinta("%8@d %s\\n", @calls);\n\ttrunc(@calls);\n}\n',
  },
];

export function newScriptCommand(): Command {
  return {
    name: 'newScript',
    async run() {
      const starter = await window.showQuickPick(starters, { title: 'Language of the script' });
      if (starter === undefined) return;
      await window.showTextDocument(await workspace.openTextDocument(starter));
    },
  };
}
