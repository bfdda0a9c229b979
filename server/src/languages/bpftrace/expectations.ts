// What the parser says when something else stands where a construct must go on.
import type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';
import { AttachPoint, EndOfText, Identifier, LCurly, MapName, PredicateClose, Semicolon, Variable } from './tokens.ts';

/** What each rule begins with, in words. */
const beginnings: Readonly<Record<string, string>> = {
  item: 'Expected a probe such as `kprobe:vfs_read`.',
  configEntry: 'Expected a string, a number, `true`, `false` or a name as the value of this setting.',
  macroParameter: 'Expected a parameter of the macro: a `$variable`, an `@map` or a name.',
  condition: 'Expected a condition.',
  statement: 'Expected a statement.',
  unary: 'Expected an expression.',
  primary: 'Expected an expression.',
  binary: 'Expected an expression.',
  expression: 'Expected an expression.',
  postfix: 'Expected the name of a field, or the number of a tuple element.',
  annotation: 'Expected a type.',
  type: 'Expected a type.',
  ifExpression: 'Expected `{` or `if` after `else`.',
  forLoop: 'Expected a variable: `for $kv : @map { … }` or `for $i : 0..10 { … }`.',
};

function isEnd({ tokenType, image }: IToken): boolean {
  return tokenType === EndOfText || image === '';
}

function found(actual: IToken): string {
  return isEnd(actual) ? 'the script ends here' : `\`${actual.image}\` stands here`;
}

function mismatch(expected: TokenType, actual: IToken, ruleName: string): string {
  // The last statement of a block needs none: what an unfinished script lacks is the block's end.
  if (expected === Semicolon && isEnd(actual) && ruleName !== 'importFile')
    return 'Expected `}`, but the script ends here.';
  if (expected === Semicolon)
    return ruleName === 'importFile' ? 'Expected `;` after the import.' : 'Expected `;` before this.';
  if (expected === PredicateClose) return 'Expected `/` to close the predicate.';
  if (expected === AttachPoint) return 'Expected a probe such as `kprobe:vfs_read`.';
  if (expected === LCurly && ruleName === 'block') return `Expected \`{\`, but ${found(actual)}.`;
  if (expected === Variable && ruleName === 'letStatement') return 'Expected a variable after `let`.';
  if (expected === MapName && ruleName === 'mapDeclaration') {
    return 'A `let` outside a probe declares a map, e.g. `let @a = hash(10);`.';
  }
  if (expected === Identifier && ruleName === 'postfix') return 'Expected the name of a field.';
  const label = (expected.LABEL ?? expected.name).replace(/^'(.*)'$/, '`$1`');
  return `Expected ${label}, but ${found(actual)}.`;
}

export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual, ruleName }) => mismatch(expected, actual, ruleName),
  buildNotAllInputParsedMessage: () => 'Expected a probe such as `kprobe:vfs_read`.',
  buildNoViableAltMessage: ({ actual, ruleName }) => {
    const [token] = actual;
    const text = beginnings[ruleName] ?? 'This cannot stand here.';
    return token && isEnd(token) ? `${text.slice(0, -1)}, but the script ends here.` : text;
  },
  buildEarlyExitMessage: ({ ruleName }) => beginnings[ruleName] ?? 'Something is missing here.',
};
