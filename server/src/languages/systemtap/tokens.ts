// SystemTap's tokens. Chevrotain tries them in the order of `allTokens`.
import { createToken, type ITokenConfig, Lexer, type TokenType } from 'chevrotain';

const category = (name: string): TokenType => createToken({ name, pattern: Lexer.NA });

/** May be a piece of a probe point's name: identifiers and keywords alike. */
export const NamePiece = category('NamePiece');
/** May name a thing. */
export const Word = category('Word');
/** A literal string, or `@1`, which is pasted as one. */
export const Text = category('Text');
/** `=`, `+=` and the other assignments. */
export const AssignmentOperator = category('AssignmentOperator');
export const EqualityOperator = category('EqualityOperator');
export const RegexOperator = category('RegexOperator');
export const ShiftOperator = category('ShiftOperator');
export const AdditiveOperator = category('AdditiveOperator');
export const MultiplicativeOperator = category('MultiplicativeOperator');
export const CrementOperator = category('CrementOperator');
/** Every `@name`. */
export const AtWord = category('AtWord');

export const WhiteSpace = createToken({ name: 'WhiteSpace', pattern: /\s+/, line_breaks: true, group: Lexer.SKIPPED });
/** `#`, `//` and `/* *\/`; an unterminated one runs to the end of the file, as stap takes it. */
export const Comment = createToken({
  name: 'Comment',
  pattern: /#[^\n]*|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?/,
  line_breaks: true,
  group: 'comments',
});

/** `$1`, `$#`: pasted as characters, so it may stand for nearly anything. */
export const RawArgument = createToken({ name: 'RawArgument', pattern: /\$(?:#|\d+)/, categories: [Word, NamePiece] });
/** `@1`, `@#`: pasted as a string. */
export const TextArgument = createToken({ name: 'TextArgument', pattern: /@(?:#|\d+)/, categories: [Text, NamePiece] });

export const Identifier = createToken({
  name: 'Identifier',
  pattern: /[A-Za-z_][\w$]*/,
  categories: [Word, NamePiece],
});
/** `$x`, `$$vars`, also a bare `$` or `$$`. */
export const TargetVariable = createToken({
  name: 'TargetVariable',
  pattern: /\$[\w$]*/,
  categories: [Word, NamePiece],
});
/** The print family, recognised by name. */
export const PrintName = createToken({
  name: 'PrintName',
  pattern: /s?print(?:f|d?(?:ln)?)|print_char/,
  longer_alt: Identifier,
  categories: [NamePiece],
});

const keywords: TokenType[] = [];
function keyword(word: string): TokenType {
  const token = createToken({ name: word, pattern: word, longer_alt: Identifier, categories: [NamePiece] });
  keywords.push(token);
  return token;
}
export const Probe = keyword('probe');
export const Global = keyword('global');
export const Private = keyword('private');
export const FunctionKeyword = keyword('function');
export const If = keyword('if');
export const Else = keyword('else');
export const Foreach = keyword('foreach');
export const For = keyword('for');
export const In = keyword('in');
export const Limit = keyword('limit');
export const Return = keyword('return');
export const Delete = keyword('delete');
export const While = keyword('while');
export const Break = keyword('break');
export const Continue = keyword('continue');
export const Next = keyword('next');
export const StringType = keyword('string');
export const LongType = keyword('long');
export const Try = keyword('try');
export const Catch = keyword('catch');

export const AtName = createToken({ name: 'AtName', pattern: /@[A-Za-z_$][\w$]*|@/, categories: [AtWord] });
function atWord(name: string, pattern: RegExp): TokenType {
  return createToken({ name, pattern, longer_alt: AtName, categories: [AtWord] });
}
export const AtDefine = atWord('AtDefine', /@define(?![\w$])/);
export const AtStatistic = atWord('AtStatistic', /@(?:count|sum|min|max|avg)/);
export const AtVariance = atWord('AtVariance', /@variance/);
export const AtHistLog = atWord('AtHistLog', /@hist_log/);
export const AtHistLinear = atWord('AtHistLinear', /@hist_linear/);
/** Operators over one expression. */
export const AtOfExpression = atWord('AtOfExpression', /@(?:defined|entry)/);
/** Operators over one literal string. */
export const AtOfText = atWord('AtOfText', /@(?:perf|const|enum)/);
export const AtRegister = atWord('AtRegister', /@[ku]register/);
export const AtDeref = atWord('AtDeref', /@[ku]deref/);
export const AtProbewrite = atWord('AtProbewrite', /@probewrite/);
export const AtVar = atWord('AtVar', /@var/);
export const AtCast = atWord('AtCast', /@cast/);
export const AtEnumname = atWord('AtEnumname', /@enumname/);

/** Its validity is judged where it is used, as stap does: `0880` may well be a piece of something else. */
export const NumberLiteral = createToken({ name: 'NumberLiteral', pattern: /[0-9][0-9A-Za-z]*/ });
export const StringLiteral = createToken({
  name: 'StringLiteral',
  pattern: /"(?:[^"\\\n]|\\[\s\S])*"/,
  line_breaks: true,
  categories: [Text],
});
export const UnclosedString = createToken({
  name: 'UnclosedString',
  pattern: /"(?:[^"\\\n]|\\[\s\S])*/,
  line_breaks: true,
});
export const EmbeddedC = createToken({ name: 'EmbeddedC', pattern: /%\{[\s\S]*?%\}/, line_breaks: true });
export const UnclosedEmbeddedC = createToken({ name: 'UnclosedEmbeddedC', pattern: /%\{[\s\S]*/, line_breaks: true });

const operators: TokenType[] = [];
function operator(name: string, pattern: string | RegExp, categories: TokenType[] = []): TokenType {
  const config: ITokenConfig = { name, pattern, categories };
  const token = createToken(config);
  operators.push(token);
  return token;
}
// The longest come first: `<<<` is one token, `a%(b)` holds a conditional's mark.
export const Accumulate = operator('Accumulate', '<<<', [AssignmentOperator]);
operator('LogicalShift', '>>>', [ShiftOperator]);
operator('LongAssignment', /<<=|>>=/, [AssignmentOperator]);
export const ConditionalOpen = operator('ConditionalOpen', '%(');
export const ConditionalThen = operator('ConditionalThen', '%?');
export const ConditionalElse = operator('ConditionalElse', '%:');
export const ConditionalClose = operator('ConditionalClose', '%)');
export const PlusAssign = operator('PlusAssign', '+=', [AssignmentOperator]);
operator('CompoundAssignment', /[-*/%&^|.]=/, [AssignmentOperator]);
operator('Equality', /[=!<>]=/, [EqualityOperator]);
operator('Regex', /=~|!~/, [RegexOperator]);
export const AndAnd = operator('AndAnd', '&&');
export const OrOr = operator('OrOr', '||');
operator('Crement', /\+\+|--/, [CrementOperator]);
export const Arrow = operator('Arrow', '->');
operator('Shift', /<<|>>/, [ShiftOperator]);
operator('Comparison', /[<>]/, [EqualityOperator]);
export const Assign = operator('Assign', '=', [AssignmentOperator]);
export const Plus = operator('Plus', '+', [AdditiveOperator]);
export const Minus = operator('Minus', '-', [AdditiveOperator]);
export const Star = operator('Star', '*', [MultiplicativeOperator]);
operator('Slash', '/', [MultiplicativeOperator]);
export const Percent = operator('Percent', '%', [MultiplicativeOperator]);
export const And = operator('And', '&');
export const Or = operator('Or', '|');
export const Xor = operator('Xor', '^');
export const Not = operator('Not', '!');
export const Tilde = operator('Tilde', '~');
export const Dot = operator('Dot', '.');
export const Comma = operator('Comma', ',');
export const Semicolon = operator('Semicolon', ';');
export const Colon = operator('Colon', ':');
export const Question = operator('Question', '?');
export const ParenOpen = operator('ParenOpen', '(');
export const ParenClose = operator('ParenClose', ')');
export const BracketOpen = operator('BracketOpen', '[');
export const BracketClose = operator('BracketClose', ']');
export const BraceOpen = operator('BraceOpen', '{');
export const BraceClose = operator('BraceClose', '}');

/** Any other character: no construct takes it. */
export const Junk = createToken({
  name: 'Junk',
  pattern: /[\s\S]/,
  line_breaks: true,
  // Chevrotain cannot tell by itself what `[\s\S]` begins with, and would drop the character without a word.
  start_chars_hint: Array.from({ length: 0x10000 }, (_, code) => code),
});

/** Keywords that begin an item at file level; stap resumes at them after an error. */
export const itemKeywords: readonly TokenType[] = [Probe, Global, Private, FunctionKeyword];

export const allTokens: TokenType[] = [
  WhiteSpace,
  Comment,
  EmbeddedC,
  UnclosedEmbeddedC,
  RawArgument,
  TextArgument,
  PrintName,
  ...keywords,
  Identifier,
  TargetVariable,
  AtDefine,
  AtStatistic,
  AtVariance,
  AtHistLog,
  AtHistLinear,
  AtEnumname,
  AtOfExpression,
  AtOfText,
  AtRegister,
  AtDeref,
  AtProbewrite,
  AtVar,
  AtCast,
  AtName,
  NumberLiteral,
  StringLiteral,
  UnclosedString,
  ...operators,
  Junk,
  NamePiece,
  Word,
  Text,
  AssignmentOperator,
  EqualityOperator,
  RegexOperator,
  ShiftOperator,
  AdditiveOperator,
  MultiplicativeOperator,
  CrementOperator,
  AtWord,
];
