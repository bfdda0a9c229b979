// D's token types. The lexer is modal and written by hand (`lexer.ts`), so none of them has a pattern that is run.
import { createToken, Lexer, type TokenType } from 'chevrotain';

const all: TokenType[] = [];

function token(name: string, options: { readonly label?: string; readonly categories?: TokenType[] } = {}): TokenType {
  const type = createToken({ name, pattern: Lexer.NA, ...options });
  all.push(type);
  return type;
}

/** A probe description, or a probe's number, at the outer level. */
export const ProbeSpec = token('ProbeSpec', { label: 'a probe' });
export const PredicateOpen = token('PredicateOpen', { label: "'/'" });
export const PredicateClose = token('PredicateClose', { label: "'/'" });

export const Identifier = token('Identifier', { label: 'a name' });
export const Aggregation = token('Aggregation', { label: 'an aggregation' });
export const MacroVariable = token('MacroVariable', { label: 'a macro variable' });
export const Integer = token('Integer', { label: 'a number' });
export const Character = token('Character', { label: 'a character' });
export const Text = token('Text', { label: 'a string' });
/** A character that D has no use for. */
export const Unknown = token('Unknown');

/** Words that only ever name a type. */
export const TypeWord = token('TypeWord', { label: 'a type' });
/** Words that say how a thing is stored. */
export const StorageWord = token('StorageWord', { label: 'a storage class' });
/** Words that D reserves and has no use for: `if`, `for`, `while` … */
export const ReservedWord = token('ReservedWord');

const keywordTypes = new Map<string, TokenType>();

function keyword(word: string, categories: TokenType[] = []): TokenType {
  const type = token(`${word[0]?.toUpperCase()}${word.slice(1)}Word`, { label: `'${word}'`, categories });
  keywordTypes.set(word, type);
  return type;
}

for (const word of ['char', 'double', 'float', 'int', 'long', 'short', 'signed', 'string', 'unsigned', 'void']) {
  keyword(word, [TypeWord]);
}
for (const word of ['const', 'restrict', 'volatile']) keyword(word, [TypeWord]);
for (const word of ['auto', 'extern', 'register', 'static']) keyword(word, [StorageWord]);
for (const word of 'break case continue counter default do else for goto if import switch while'.split(' ')) {
  keyword(word, [ReservedWord]);
}
export const Typedef = keyword('typedef', [StorageWord]);
/** `struct`, `union` or `enum`. */
export const Aggregate = token('Aggregate', { label: "'struct', 'union' or 'enum'" });
export const Struct = keyword('struct', [Aggregate]);
export const Union = keyword('union', [Aggregate]);
export const Enum = keyword('enum', [Aggregate]);
export const Self = keyword('self');
export const This = keyword('this');
export const Inline = keyword('inline');
export const Translator = keyword('translator');
export const Provider = keyword('provider');
export const Probe = keyword('probe');
export const Sizeof = keyword('sizeof');
export const Offsetof = keyword('offsetof');
export const Stringof = keyword('stringof');
export const Xlate = keyword('xlate');

/** The type of a reserved word; undefined for any other. */
export function keywordType(word: string): TokenType | undefined {
  return keywordTypes.get(word);
}

export const AssignmentOperator = token('AssignmentOperator', { label: 'an assignment' });
/** Stands between two operands. */
export const BinaryOperator = token('BinaryOperator', { label: 'an operator' });
/** Stands before an operand. */
export const UnaryOperator = token('UnaryOperator', { label: 'an operator' });
export const Crement = token('Crement', { label: "'++' or '--'" });

const punctuators = new Map<string, TokenType>();

function punctuator(image: string, name: string, ...categories: TokenType[]): TokenType {
  const type = token(name, { label: `'${image}'`, categories });
  punctuators.set(image, type);
  return type;
}

export const BraceOpen = punctuator('{', 'BraceOpen');
export const BraceClose = punctuator('}', 'BraceClose');
export const ParenOpen = punctuator('(', 'ParenOpen');
export const ParenClose = punctuator(')', 'ParenClose');
export const BracketOpen = punctuator('[', 'BracketOpen');
export const BracketClose = punctuator(']', 'BracketClose');
export const Semicolon = punctuator(';', 'Semicolon');
export const Comma = punctuator(',', 'Comma');
export const Question = punctuator('?', 'Question');
export const Colon = punctuator(':', 'Colon');
export const Dot = punctuator('.', 'Dot');
export const Ellipsis = punctuator('...', 'Ellipsis');
export const Arrow = punctuator('->', 'Arrow');
export const Assign = punctuator('=', 'Assign', AssignmentOperator);
for (const [index, image] of ['*=', '/=', '%=', '+=', '-=', '<<=', '>>=', '&=', '^=', '|='].entries()) {
  punctuator(image, `Assign${index}`, AssignmentOperator);
}
export const Increment = punctuator('++', 'Increment', Crement, UnaryOperator);
export const Decrement = punctuator('--', 'Decrement', Crement, UnaryOperator);
export const Star = punctuator('*', 'Star', BinaryOperator, UnaryOperator);
export const Less = punctuator('<', 'Less', BinaryOperator);
export const Greater = punctuator('>', 'Greater', BinaryOperator);
for (const [name, image] of Object.entries({ Plus: '+', Minus: '-', Ampersand: '&' })) {
  punctuator(image, name, BinaryOperator, UnaryOperator);
}
punctuator('!', 'Not', UnaryOperator);
punctuator('~', 'Tilde', UnaryOperator);
const binaries = ['/', '%', '<<', '>>', '<=', '>=', '==', '!=', '^', '|', '&&', '^^', '||'];
for (const [index, image] of binaries.entries()) punctuator(image, `Binary${index}`, BinaryOperator);

const longest = [...punctuators].sort(([a], [b]) => b.length - a.length);

/** The longest punctuator that a text has at an offset. */
export function punctuatorAt(
  text: string,
  offset: number,
): { readonly image: string; readonly type: TokenType } | undefined {
  const found = longest.find(([image]) => text.startsWith(image, offset));
  return found && { image: found[0], type: found[1] };
}

export const allTokens: readonly TokenType[] = all;
