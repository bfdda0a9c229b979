// Diagnostics: parse errors, the language's checks, and stretches that do not count on this kernel.
import type { Finding } from '../syntax/finding.ts';
import type { Range } from '../syntax/range.ts';
import type { Analysis } from './analysis.ts';

/** Findings of one script that are told: more help no one, and a binary opened by mistake must not flood the editor. */
const MOST_FINDINGS = 500;

/** In text order. `checks` as in the initialization options: `syntax` leaves all but parse errors out. */
export function diagnostics(analysis: Analysis, checks: 'syntax' | 'all'): readonly Finding[] {
  const { script } = analysis;
  const findings =
    checks === 'syntax' ? script.errors : [...script.errors, ...analysis.checks, ...script.inactive.map(inactive)];
  return findings.toSorted((a, b) => a.range.start - b.range.start).slice(0, MOST_FINDINGS);
}

function inactive(range: Range): Finding {
  const message = 'This branch does not count on the target at hand.';
  return { range, severity: 'hint', code: 'inactive', message, tag: 'unused' };
}
