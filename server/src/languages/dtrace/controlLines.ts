// Lines that begin with `#`: pragmas, and directives of the C preprocessor, which dtrace runs only with -C.
import { type Finding, syntaxError } from '../../syntax/finding.ts';
import type { Range } from '../../syntax/range.ts';

const preprocessor = /^#\s*(?:include|define|undef|if|ifdef|ifndef|else|elif|endif|error|warning)\b/;
const known = /^#\s*(?:$|line\b|ident\b|\d|pragma\b|error\b)/;
const pragma = /^#\s*pragma\s+D\s+(\w+)\s*(.*)$/;

/** What may follow each pragma of D's own. */
const pragmas: Readonly<Record<string, RegExp>> = {
  option: /^[A-Za-z_]\w*(?:\s*=\s*\S+)?\s*$/,
  attributes: /^\S+\s+\S+/,
  binding: /^"\d+(?:\.\d+){1,2}"\s+\S+/,
  depends_on: /^(?:library|module|provider)\s+\S+/,
  error: /^/,
  ident: /^/,
  line: /^/,
};

/** Findings about `#pragma` and other control lines. */
export function controlFindings(text: string, controls: readonly Range[]): readonly Finding[] {
  const runsPreprocessor = /^#!.*\bdtrace\b.*\s-\w*C/.test(text);
  return controls.flatMap((range) => {
    const line = text
      .slice(range.start, range.end)
      .replace(/\/\*.*?\*\//g, ' ')
      .trimEnd();
    if (runsPreprocessor) return [];
    if (preprocessor.test(line)) {
      const message = 'this is for the C preprocessor, which dtrace runs only with the option -C';
      return [{ range, severity: 'warning', code: 'needs-preprocessor', message }];
    }
    if (!known.test(line)) return [syntaxError(range, 'D knows no such directive')];
    return pragmaFindings(line, range);
  });
}

function pragmaFindings(line: string, range: Range): readonly Finding[] {
  const match = pragma.exec(line);
  // Pragmas that are not D's, or say nothing, are left alone.
  if (!match) return [];
  const [, name = '', value = ''] = match;
  const form = pragmas[name];
  if (!form) return [syntaxError(range, `D knows no pragma "${name}"`)];
  return form.test(value) ? [] : [syntaxError(range, `the pragma "${name}" is malformed`)];
}
