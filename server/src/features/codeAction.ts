// Code actions: the fixes of the findings in a range.
import type { Finding, Fix } from '../syntax/finding.ts';
import type { Range } from '../syntax/range.ts';
import type { Analysis } from './analysis.ts';
import { diagnostics } from './diagnostics.ts';

/** A fix, and the finding that it mends. */
export interface CodeAction {
  readonly fix: Fix;
  readonly finding: Finding;
  /** The one fix of its finding: safe to make without choosing. */
  readonly preferred: boolean;
}

/** The fixes of all findings that touch a range. */
export function codeActions(analysis: Analysis, range: Range, checks: 'syntax' | 'all'): readonly CodeAction[] {
  return diagnostics(analysis, checks)
    .filter((finding) => finding.range.start <= range.end && range.start <= finding.range.end)
    .flatMap((finding) =>
      (finding.fixes ?? []).map((fix) => ({ fix, finding, preferred: finding.fixes?.length === 1 })),
    );
}
