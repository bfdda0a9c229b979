// A script as all features take it: its language, its source and its parse. Made once a text and pack.
import type { Language, Source } from '../languages/language.ts';
import type { Finding } from '../syntax/finding.ts';
import type { Script } from '../syntax/script.ts';

/** A script that was read, with what the features ask of it. */
export interface Analysis {
  readonly language: Language;
  readonly source: Source;
  readonly script: Script;
  /** What the language's check found; made at the first question. */
  readonly checks: readonly Finding[];
}

/** Reads a script; its checks run when they are first asked for. */
export function analyse(language: Language, source: Source): Analysis {
  const script = language.parse(source);
  let checks: readonly Finding[] | undefined;
  return {
    language,
    source,
    script,
    get checks() {
      checks ??= language.check(script, source);
      return checks;
    },
  };
}
