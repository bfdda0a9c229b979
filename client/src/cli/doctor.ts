// `tracewright doctor`: what a target offers to each tracer, what is missing, and how to mend it.
import { checkTarget } from '../doctor/checkTarget.ts';
import { reportMarkdown, reportText } from '../doctor/report.ts';
import { type Command, UsageError } from './command.ts';
import { targetNamed } from './targetGroups.ts';
import { terminalPrompter } from './terminalPrompter.ts';
import { parseWords } from './words.ts';

export const doctor: Command = {
  usage: 'doctor --target T [--group G] [--json | --markdown]',
  summary:
    'Examines a target: rights, kernel, tracers, each with a fix where one is known. Changes and attaches nothing. With --group, T is a host of it.',
  async run(words) {
    const { values, positionals } = parseWords(words, {
      target: { type: 'string' },
      group: { type: 'string' },
      json: { type: 'boolean' },
      markdown: { type: 'boolean' },
    });
    if (values.target === undefined || positionals.length > 0) throw new UsageError('doctor needs a target.');
    const report = await checkTarget(await targetNamed(values.target, values.group), {
      prompter: terminalPrompter,
      onProgress: (what) => process.stderr.write(`${what}\n`),
    });
    const text = values.json
      ? `${JSON.stringify(report)}\n`
      : values.markdown
        ? reportMarkdown(report)
        : reportText(report);
    process.stdout.write(text);
    return report.rows.some(({ verdict }) => verdict === 'bad') ? 1 : 0;
  },
};
