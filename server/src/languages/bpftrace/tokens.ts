// The kinds of tokens of a bpftrace script. The lexer makes them by hand: what a character means depends on where it stands.
import { createToken, EOF, Lexer, type TokenType } from 'chevrotain';

function token(name: string, label?: string, categories?: TokenType[]): TokenType {
  return createToken({ name, pattern: Lexer.NA, ...(label ? { label } : {}), ...(categories ? { categories } : {}) });
}

/** Any name; every keyword counts as one too, since bpftrace reserves words only where it looks for them. */
export const Identifier = token('Identifier', 'a name');

/** What stands behind the last token. */
export const EndOfText: TokenType = EOF;

const keywordTypes = new Map<string, TokenType>();

function keyword(word: string): TokenType {
  const type = token(`Keyword_${word}`, `'${word}'`, [Identifier]);
  keywordTypes.set(word, type);
  return type;
}

export const Break = keyword('break');
export const Comptime = keyword('comptime');
export const Config = keyword('config');
export const Continue = keyword('continue');
export const Else = keyword('else');
export const Enum = keyword('enum');
export const False = keyword('false');
export const Fn = keyword('fn');
export const For = keyword('for');
export const If = keyword('if');
export const Import = keyword('import');
export const Let = keyword('let');
export const Macro = keyword('macro');
export const Offsetof = keyword('offsetof');
export const Return = keyword('return');
export const Sizeof = keyword('sizeof');
export const Struct = keyword('struct');
export const True = keyword('true');
export const Typeinfo = keyword('typeinfo');
export const Typeof = keyword('typeof');
export const Union = keyword('union');
export const Unroll = keyword('unroll');
export const While = keyword('while');

/** The token kind of a name. */
export function wordType(word: string): TokenType {
  return keywordTypes.get(word) ?? Identifier;
}

/** One `#…` line at file level. */
export const CppLine = token('CppLine', 'a preprocessor line');
/** `struct|union|enum name { … }` at file level, as one piece. */
export const CDefinition = token('CDefinition', 'a C definition');
/** The raw text of a probe point. */
export const AttachPoint = token('AttachPoint', 'a probe');
/** The `/` after the probe points. */
export const PredicateOpen = token('PredicateOpen', "'/'");
/** A `/` with a `{` behind it: wherever it stands, it never divides. */
export const PredicateClose = token('PredicateClose', "'/'");

/** `$x`. */
export const Variable = token('Variable', 'a variable');
/** `$1`. */
export const Positional = token('Positional', 'a positional parameter');
/** `$#`. */
export const ParameterCount = token('ParameterCount', "'$#'");
/** `@` or `@x`. */
export const MapName = token('MapName', 'a map');
export const Integer = token('Integer', 'a number');
export const StringLiteral = token('StringLiteral', 'a string');

export const LCurly = token('LCurly', "'{'");
export const RCurly = token('RCurly', "'}'");
export const LParen = token('LParen', "'('");
export const RParen = token('RParen', "')'");
export const LSquare = token('LSquare', "'['");
export const RSquare = token('RSquare', "']'");
export const Semicolon = token('Semicolon', "';'");
export const Comma = token('Comma', "','");
export const Colon = token('Colon', "':'");
export const Question = token('Question', "'?'");
export const Dot = token('Dot', "'.'");
export const DotDot = token('DotDot', "'..'");
export const Arrow = token('Arrow', "'->'");
export const Assign = token('Assign', "'='");
/** `+=` and its like. */
export const CompoundAssign = token('CompoundAssign', 'an assignment');
/** `++` and `--`. */
export const Step = token('Step', "'++'");

/** Operators between two operands. */
export const BinaryOperator = token('BinaryOperator', 'an operator');
/** Operators before an operand. */
export const PrefixOperator = token('PrefixOperator', 'an operator');
export const Star = token('Star', "'*'", [BinaryOperator, PrefixOperator]);
export const Minus = token('Minus', "'-'", [BinaryOperator, PrefixOperator]);
export const Ampersand = token('Ampersand', "'&'", [BinaryOperator]);
export const Not = token('Not', "'!'", [PrefixOperator]);
export const Tilde = token('Tilde', "'~'", [PrefixOperator]);
export const Infix = token('Infix', 'an operator', [BinaryOperator]);

/** A character that begins nothing. */
export const Unknown = token('Unknown', 'nothing known');

/** Punctuation and operators by spelling; the lexer takes the longest that fits. */
export const punctuation: ReadonlyMap<string, TokenType> = new Map([
  ['<<=', CompoundAssign],
  ['>>=', CompoundAssign],
  ...['+=', '-=', '*=', '/=', '%=', '&=', '|=', '^='].map((spelling): [string, TokenType] => [
    spelling,
    CompoundAssign,
  ]),
  ...['||', '&&', '==', '!=', '<=', '>=', '<<', '>>'].map((spelling): [string, TokenType] => [spelling, Infix]),
  ['++', Step],
  ['--', Step],
  ['->', Arrow],
  ['..', DotDot],
  ...['|', '^', '<', '>', '+', '/', '%'].map((spelling): [string, TokenType] => [spelling, Infix]),
  ['*', Star],
  ['-', Minus],
  ['&', Ampersand],
  ['!', Not],
  ['~', Tilde],
  ['{', LCurly],
  ['}', RCurly],
  ['(', LParen],
  [')', RParen],
  ['[', LSquare],
  [']', RSquare],
  [';', Semicolon],
  [',', Comma],
  [':', Colon],
  ['?', Question],
  ['.', Dot],
  ['=', Assign],
]);

/** All kinds, parents before their children. */
export const allTokens: readonly TokenType[] = [
  Identifier,
  ...keywordTypes.values(),
  CppLine,
  CDefinition,
  AttachPoint,
  PredicateOpen,
  PredicateClose,
  Variable,
  Positional,
  ParameterCount,
  MapName,
  Integer,
  StringLiteral,
  BinaryOperator,
  PrefixOperator,
  ...new Set(punctuation.values()),
  Unknown,
];
