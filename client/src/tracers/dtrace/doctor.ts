// What DTrace needs of a target, beyond what every tracer needs.
import { install } from '../../doctor/packages.ts';
import type { DoctorQuestion } from '../../doctor/question.ts';

export const doctorQuestions: readonly DoctorQuestion[] = [
  {
    id: 'dtrace-version',
    question: 'Which DTrace is there?',
    command: 'dtrace -V 2>&1',
    judge({ output, target }) {
      const [, version] = /D (\d+\.\d+(?:\.\d+)?)/.exec(output) ?? [];
      if (version !== undefined) return { verdict: 'good', why: `DTrace ${version}.` };
      const fix = install(target.distribution, 'DTrace', { debian: 'dtrace', fedora: 'dtrace' });
      // SystemTap ships a script of that name that makes headers from probe definitions.
      const why = /not found|No such/.test(output)
        ? 'There is none.'
        : 'What is called dtrace there makes headers for static markers.';
      return { verdict: 'none', why, fix };
    },
  },
];
