// The names a script brings, resolved as stap does: locals belong to their probe or function, all else to the script.
import type { Range } from '../../syntax/range.ts';
import type { Declaration, NameTable, Occurrence } from '../../syntax/script.ts';
import { expandPoint } from './points.ts';
import type { Preprocessed } from './preprocess.ts';
import type { Expression, FunctionItem, Name, ProbeItem, Tree } from './tree.ts';
import { walkItem } from './walk.ts';

/** What the script declares and where each is used. */
export function resolveNames(
  tree: Tree,
  preprocessed: Preprocessed,
  comments: readonly Range[],
  text: string,
): NameTable {
  return new NameResolver(comments, text).resolve(tree, preprocessed);
}

class NameResolver {
  readonly #comments: readonly Range[];
  readonly #text: string;
  readonly #declarations: Declaration[] = [];
  readonly #occurrences: Occurrence[] = [];
  readonly #globals = new Map<string, Declaration>();
  readonly #functions = new Map<string, Declaration>();

  constructor(comments: readonly Range[], text: string) {
    this.#comments = comments;
    this.#text = text;
  }

  resolve(tree: Tree, preprocessed: Preprocessed): NameTable {
    for (const { name, parameters, nameRange, range } of preprocessed.macros) {
      const macro = this.#declare({
        name: `@${name}`,
        kind: 'macro',
        nameRange,
        range,
        ...(parameters && { parameters, detail: `@${name}(${parameters.join(', ')})` }),
      });
      for (const use of preprocessed.uses) {
        if (use.macro.nameRange === nameRange)
          this.#occurrences.push({ range: use.range, declaration: macro, write: false });
      }
    }
    for (const item of tree.items) {
      if (item.kind === 'global') {
        for (const variable of item.variables) {
          const { name, size } = variable;
          const more = size ? { detail: `array, at most ${size.image} elements` } : {};
          const range = item.variables.length === 1 ? item.range : variable.range;
          this.#globals.set(name.text, this.#declareNamed(name, 'global', range, more));
        }
      } else if (item.kind === 'function') {
        this.#functions.set(item.name.text, this.#declareFunction(item));
      } else if (item.kind === 'probe') this.#declareAliases(item);
    }
    for (const item of tree.items) {
      if (item.kind === 'probe' || item.kind === 'function') this.#resolveBody(item);
    }
    this.#occurrences.sort((a, b) => a.range.start - b.range.start);
    return { declarations: this.#declarations, occurrences: this.#occurrences };
  }

  #declareFunction(item: FunctionItem): Declaration {
    const parameters = item.parameters.map(({ name, type }) => (type ? `${name.text}:${type}` : name.text));
    const result = item.type ? `:${item.type}` : '';
    return this.#declareNamed(item.name, 'function', item.range, {
      parameters,
      detail: `function ${item.name.text}${result}(${parameters.join(', ')})`,
    });
  }

  #declareAliases(item: ProbeItem): void {
    for (const alias of item.aliases) {
      for (const name of expandPoint(alias)) {
        const points = item.points.flatMap(expandPoint).join(', ');
        this.#declareNamed({ text: name, range: alias.range }, 'alias', item.range, { detail: `${name} = ${points}` });
      }
    }
  }

  #resolveBody(item: ProbeItem | FunctionItem): void {
    const locals = new Map<string, Declaration>();
    if (item.kind === 'function') {
      for (const { name, type, range } of item.parameters) {
        const detail = type ? `${name.text}:${type}` : name.text;
        locals.set(name.text, this.#declareNamed(name, 'parameter', range, { scope: item.range, detail }));
      }
    }
    const refer = (name: Name, write: boolean): void => {
      if (name.text === '' || name.text.startsWith('$') || name.range.end === 0) return;
      const known = locals.get(name.text) ?? this.#globals.get(name.text);
      if (known !== undefined) {
        this.#occurrences.push({ range: name.range, declaration: known, write });
        return;
      }
      locals.set(name.text, this.#declareNamed(name, 'local', name.range, { scope: item.range }));
    };
    const written = new Set<Expression>();
    walkItem(item, {
      expression: (expression) => {
        if (expression.kind === 'assignment') written.add(expression.left);
        if (expression.kind === 'crement') written.add(expression.operand);
        if (expression.kind === 'symbol') {
          if (this.#functions.has(expression.name.text) && !this.#globals.has(expression.name.text)) return;
          refer(expression.name, written.has(expression));
        } else if (expression.kind === 'element') refer(expression.name, written.has(expression));
        else if (expression.kind === 'call') {
          const called = this.#functions.get(expression.name.text);
          if (called) this.#occurrences.push({ range: expression.name.range, declaration: called, write: false });
        }
      },
      statement: (statement) => {
        if (statement.kind === 'foreach') {
          for (const name of [...(statement.value ? [statement.value] : []), ...statement.indexes]) refer(name, true);
        } else if (statement.kind === 'try' && statement.message) refer(statement.message, true);
      },
    });
  }

  #declareNamed(name: Name, kind: Declaration['kind'], range: Range, more: Partial<Declaration>): Declaration {
    return this.#declare({ name: name.text, kind, nameRange: name.range, range, ...more });
  }

  #declare(declaration: Declaration): Declaration {
    const documentation = this.#commentAbove(declaration.range.start);
    const whole = documentation === undefined ? declaration : { ...declaration, documentation };
    this.#declarations.push(whole);
    this.#occurrences.push({ range: whole.nameRange, declaration: whole, write: true });
    return whole;
  }

  /** The comments that end on the line before. */
  #commentAbove(start: number): string | undefined {
    const lines: string[] = [];
    let end = start;
    for (let index = this.#comments.length - 1; index >= 0; index--) {
      const comment = this.#comments[index];
      if (comment === undefined || comment.end > end) continue;
      if (!/^[ \t]*\n?[ \t]*$/.test(this.#text.slice(comment.end, end))) break;
      const text = this.#text.slice(comment.start, comment.end);
      if (text.startsWith('#!')) break;
      lines.unshift(text.replace(/^#+ ?|^\/\/ ?|^\/\*+|\*\/$|^ ?\* ?/gm, '').trim());
      end = comment.start;
    }
    return lines.length === 0 ? undefined : lines.join('\n');
  }
}
