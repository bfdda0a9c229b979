// Words for what the parser did not find, in the user's terms.
import type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';

function spell(type: TokenType): string {
  return type.name === 'EOF' ? 'the end of the script' : (type.LABEL ?? type.name);
}

/** What stands where something else was expected. */
export function found(token: IToken | undefined): string {
  if (token === undefined || token.tokenType.name === 'EOF') return 'the clause or declaration ends here';
  const image = token.image.length > 24 ? `${token.image.slice(0, 24)}…` : token.image;
  if (token.tokenType.CATEGORIES?.some(({ name }) => name === 'ReservedWord')) {
    return `D reserves "${image}" and has no such statement; conditions stand in predicates, or use ?:`;
  }
  return token.tokenType.name === 'PredicateClose' ? 'found "/", which ends a predicate here' : `found "${image}"`;
}

/** What each rule is about, for a place where several things could stand. */
const wanted: Readonly<Record<string, string>> = {
  member: 'a name or a width',
  clause: "a predicate '/ … /' or actions in '{ }'",
  declaration: 'a type',
  typeWords: 'a type',
  operand: 'an expression',
  declarator: 'a name',
  unary: 'an expression',
  postfix: 'an expression',
  brackets: 'a size or the type of a key',
  parameters: 'the type of a parameter',
  variable: 'a type',
  typeName: 'a type',
};

export const expected: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected: type, actual, ruleName }) => {
    const what =
      ruleName === 'body' && type.name !== 'BraceOpen'
        ? "';' or '}'"
        : type.name === 'BraceOpen'
          ? wanted.clause
          : spell(type);
    return `expected ${what}: ${found(actual)}`;
  },
  buildNotAllInputParsedMessage: ({ firstRedundant }) => `this does not belong here: ${found(firstRedundant)}`,
  buildNoViableAltMessage: ({ actual, ruleName }) =>
    `expected ${wanted[ruleName] ?? 'something else'}: ${found(actual[0])}`,
  buildEarlyExitMessage: ({ actual, ruleName }) =>
    `expected ${wanted[ruleName] ?? 'something else'}: ${found(actual[0])}`,
};
