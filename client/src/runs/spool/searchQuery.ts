// What is looked for in a run's lines.

export interface SearchQuery {
  readonly text: string;
  /** `text` is a regular expression of JavaScript's kind. */
  readonly isRegex: boolean;
  readonly matchesCase: boolean;
}

/** The expression to look for; throws a `SyntaxError` whose message is for the user. */
export function expressionOf({ text, isRegex, matchesCase }: SearchQuery): RegExp {
  const source = isRegex ? text : text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(source, matchesCase ? 'gu' : 'giu');
}
