// The names a script brings: variables come to be where they are first assigned, and belong to all of the script.
import type { Range } from '../../syntax/range.ts';
import type { Declaration, NameKind, NameTable, Occurrence } from '../../syntax/script.ts';
import { isBuiltIn } from './builtIns.ts';
import { type Expression, expressionsOf, type Item, type Name, partsOf } from './tree.ts';

/** `self->` and `this->` have names of their own. */
type Space = '' | 'self->' | 'this->' | '@';

/** What the script declares and where each is used. */
export function resolveNames(items: readonly Item[], comments: readonly Range[], text: string): NameTable {
  return new NameResolver(comments, text).resolve(items);
}

class NameResolver {
  readonly #comments: readonly Range[];
  readonly #text: string;
  readonly #declared = new Map<string, Declaration>();
  readonly #occurrences: Occurrence[] = [];
  readonly #seen = new Set<number>();

  constructor(comments: readonly Range[], text: string) {
    this.#comments = comments;
    this.#text = text;
  }

  resolve(items: readonly Item[]): NameTable {
    for (const item of items) this.#declareItem(item);
    for (const item of items) for (const outer of expressionsOf(item)) this.#declareAssigned(outer, item);
    for (const item of items) for (const outer of expressionsOf(item)) this.#use(outer, false);
    this.#occurrences.sort((a, b) => a.range.start - b.range.start);
    return { declarations: [...this.#declared.values()], occurrences: this.#occurrences };
  }

  #declareItem(item: Item): void {
    if (item.kind === 'inline') {
      this.#declare('', item.declarator.name, 'constant', item.range, `inline ${item.type.text}`);
      return;
    }
    if (item.kind !== 'declaration') return;
    for (const enumerator of item.type.enumerators) this.#declare('', enumerator, 'constant', item.range, 'enum');
    if (item.type.tag) this.#declare('', item.type.tag, 'type', item.range, item.type.text);
    for (const { name } of item.declarators) {
      const space: Space = item.storage.includes('self') ? 'self->' : item.storage.includes('this') ? 'this->' : '';
      const kind = item.storage.includes('typedef') ? 'type' : space === '' ? 'global' : 'local';
      this.#declare(space, name, kind, item.range, item.type.text);
    }
  }

  /** The clause that assigns first is where a variable is declared. */
  #declareAssigned(expression: Expression, item: Item): void {
    if (isAssigned(expression)) {
      const target = expression.kind === 'assignment' ? expression.left : expression.operand;
      const named = variableOf(target);
      if (named && !(named.space === '' && isBuiltIn(named.name.text))) {
        const detail = named.space === '@' ? actionOf(expression) : spaceWords[named.space];
        this.#declare(
          named.space,
          named.name,
          named.space === '@' ? 'map' : named.space === '' ? 'global' : 'local',
          item.range,
          detail,
        );
      }
    }
    for (const part of partsOf(expression)) this.#declareAssigned(part, item);
  }

  #declare(space: Space, name: Name, kind: NameKind, range: Range, detail: string): void {
    const key = space + name.text;
    if (name.text === '' || this.#declared.has(key)) return;
    const documentation = this.#commentAbove(range);
    this.#declared.set(key, {
      name: name.text,
      kind,
      nameRange: name.range,
      range,
      detail,
      ...(documentation !== undefined && { documentation }),
    });
    this.#occur(space, name, true);
  }

  #use(expression: Expression, isWritten: boolean): void {
    const named = variableOf(expression);
    if (named) {
      this.#occur(named.space, named.name, isWritten);
      if (expression.kind === 'index') for (const index of expression.indexes) this.#use(index, false);
      return;
    }
    if (isAssigned(expression)) {
      this.#use(expression.kind === 'assignment' ? expression.left : expression.operand, true);
      if (expression.kind === 'assignment') this.#use(expression.right, false);
      return;
    }
    for (const part of partsOf(expression)) this.#use(part, false);
  }

  #occur(space: Space, name: Name, write: boolean): void {
    const declaration = this.#declared.get(space + name.text);
    if (!declaration || this.#seen.has(name.range.start)) return;
    this.#seen.add(name.range.start);
    this.#occurrences.push({ range: name.range, declaration, write });
  }

  #commentAbove({ start }: Range): string | undefined {
    const comment = this.#comments.findLast(({ end }) => end <= start);
    if (!comment || !/^[ \t]*\r?\n?[ \t]*$/.test(this.#text.slice(comment.end, start))) return undefined;
    const said = this.#text
      .slice(comment.start, comment.end)
      .replace(/^\/\*+|\*+\/$|^\/\//g, '')
      .replace(/^[ \t]*\*[ \t]?/gm, '')
      .trim();
    return said === '' || said.startsWith('!') ? undefined : said;
  }
}

const spaceWords: Readonly<Record<Space, string>> = {
  '': 'global variable',
  'self->': 'thread-local variable',
  'this->': 'clause-local variable',
  '@': 'aggregation',
};

type Assigning = Extract<Expression, { readonly kind: 'assignment' | 'postfix' | 'unary' }>;

function isAssigned(expression: Expression): expression is Assigning {
  if (expression.kind === 'assignment' || expression.kind === 'postfix') return true;
  return expression.kind === 'unary' && /^(?:\+\+|--)$/.test(expression.operator);
}

/** The variable that an expression is, its key left aside. */
function variableOf(expression: Expression): { readonly space: Space; readonly name: Name } | undefined {
  switch (expression.kind) {
    case 'name':
      return { space: '', name: expression };
    case 'aggregation':
      return { space: '@', name: expression };
    case 'member':
      return expression.object.kind === 'storage'
        ? { space: `${expression.object.text}->`, name: expression.name }
        : undefined;
    case 'index':
      return variableOf(expression.object);
    default:
      return undefined;
  }
}

/** How an aggregation takes in values, e.g. `quantize()`. */
function actionOf(expression: Assigning): string {
  const right = expression.kind === 'assignment' ? expression.right : undefined;
  return right?.kind === 'call' && right.callee.kind === 'name' ? `${right.callee.text}()` : 'aggregation';
}
