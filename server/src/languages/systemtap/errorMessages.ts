// Words for what the parser did not find, in the user's terms.
import type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';

const spelled: Readonly<Record<string, string>> = {
  Word: 'a name',
  NamePiece: "a probe point's name",
  Text: 'a string',
  NumberLiteral: 'a number',
  EOF: 'the end of the file',
  AssignmentOperator: "'='",
  AdditiveOperator: "'+' or '-'",
};

function spell(type: TokenType): string {
  const pattern = type.PATTERN;
  return spelled[type.name] ?? (typeof pattern === 'string' ? `'${pattern}'` : type.name);
}

/** What stands where something else was expected. */
function found(token: IToken | undefined): string {
  if (token === undefined || token.tokenType.name === 'EOF') return 'the script ends here';
  if (token.tokenType.name === 'UnclosedString') return 'this string is not closed before the end of its line';
  if (token.tokenType.name === 'UnclosedEmbeddedC') return "this embedded C has no closing '%}'";
  const image = token.image.length > 24 ? `${token.image.slice(0, 24)}…` : token.image;
  return `found "${image}"`;
}

/** What each rule is about, for a place where several things could stand. */
const wanted: Readonly<Record<string, string>> = {
  item: "'probe', 'global', 'private', 'function' or '%{'",
  component: "a probe point's name, '*' or '{'",
  namePiece: "a probe point's name, '*' or '{'",
  literal: 'a literal string or number',
  arraySize: 'a number',
  statement: 'a statement',
  simpleStatement: 'a statement',
  value: 'an expression',
  unary: 'an expression',
  operand: 'an expression',
  binary: 'an expression',
  functionItem: "a name, or a body in '{ }' or '%{ %}'",
  privateItem: "'function', 'global' or a name",
  type: "'string' or 'long'",
  indexable: 'the name of an array',
};

export const expected: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected: type, actual, ruleName }) =>
    `expected ${ruleName === 'block' && spell(type) === "'}'" ? "a statement or '}'" : spell(type)}: ${found(actual)}`,
  buildNotAllInputParsedMessage: ({ firstRedundant }) =>
    `expected 'probe', 'global', 'private', 'function' or '%{': ${found(firstRedundant)}`,
  buildNoViableAltMessage: ({ actual, ruleName }) =>
    `expected ${wanted[ruleName] ?? 'something else'}: ${found(actual[0])}`,
  buildEarlyExitMessage: ({ actual, ruleName }) =>
    `expected ${wanted[ruleName] ?? 'something else'}: ${found(actual[0])}`,
};
