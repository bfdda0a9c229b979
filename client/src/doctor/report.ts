// A doctor's report as text for a terminal, and as Markdown for a bug report.
import { fenced } from '../runs/history/fenced.ts';
import type { DoctorReport, DoctorRow } from './checkTarget.ts';
import type { Verdict } from './question.ts';

const marks: Readonly<Record<Verdict, string>> = { good: '✓', warning: '⚠', bad: '✗', none: '–' };
const words: Readonly<Record<Verdict, string>> = { good: 'good', warning: 'warning', bad: 'bad', none: 'not there' };

/** One line a row, fixes below what needs them. */
export function reportText({ rows }: DoctorReport): string {
  return rows
    .map(({ verdict, tracer, question, why, fix }) => {
      const lines = [`${marks[verdict]} ${tracer === undefined ? '' : `${tracer}: `}${question} ${why}`];
      if (fix) lines.push(`    ${fix.what}`);
      if (fix?.command !== undefined) lines.push(`      # ${fix.command}`);
      if (fix?.undo !== undefined) lines.push(`      to undo it: # ${fix.undo}`);
      return `${lines.join('\n')}\n`;
    })
    .join('');
}

/** Everything that was asked and answered. */
export function reportMarkdown({ target, facts, rows }: DoctorReport): string {
  const { release, machine, user, distribution } = facts;
  const head = `# ${target}\n\nKernel ${release} (${machine}), ${distribution}, as ${user}.\n\n`;
  const table = rows.map(
    ({ verdict, tracer, question, why }) =>
      `| ${marks[verdict]} ${words[verdict]} | ${tracer ?? 'target'} | ${cell(question)} | ${cell(why)} |\n`,
  );
  return `${head}| | About | Question | Answer |\n| --- | --- | --- | --- |\n${table.join('')}\n${rows.map(details).join('')}`;
}

function details({ id, tracer, question, command, output, verdict, why, fix }: DoctorRow): string {
  const parts = [
    `## ${tracer === undefined ? '' : `${tracer}: `}${question}\n`,
    `${marks[verdict]} ${why} (\`${id}\`)\n`,
  ];
  if (fix) {
    parts.push(`To mend it: ${fix.what}\n`);
    if (fix.command !== undefined) parts.push(fenced(fix.command));
    if (fix.undo !== undefined) parts.push(`To undo that:\n`, fenced(fix.undo));
  }
  parts.push(`Asked with:\n`, fenced(command), `Answered:\n`, fenced(output === '' ? '(nothing)' : output));
  return `${parts.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
