// Types, inferred as stap's second pass does: all bodies again and again until nothing new is told, then the contradictions.
import type { Finding } from '../../syntax/finding.ts';
import { ExpressionInference } from './inferExpressions.ts';
import { type Live, liveIn } from './live.ts';
import type { Block, Expression, Item, Name, Statement } from './tree.ts';
import type { AliasAround, Surroundings, Types } from './typeSurroundings.ts';
import type { TypedPlace } from './types.ts';
import { expressionsOf, statementsOf } from './walk.ts';

/** Passes after which no more can be new; each one but the last resolves a name at least. */
const mostPasses = 50;

/** The types of all that the items declare, and what contradicts itself. */
export function inferTypes(items: readonly Item[], surroundings: Surroundings): Types {
  const inference = new Inference(items, surroundings);
  inference.run();
  return inference;
}

class Inference extends ExpressionInference implements Types {
  readonly #items: readonly Item[];
  readonly #live: Live;
  #function: TypedPlace | undefined;

  constructor(items: readonly Item[], surroundings: Surroundings) {
    super(items, surroundings);
    this.#items = items;
    this.#live = liveIn(items);
  }

  get findings(): readonly Finding[] {
    return this.told.findings;
  }

  spelledAt(offset: number, name: string): string | undefined {
    return this.scopes.spelledAt(offset, name);
  }

  isNeverSet(offset: number, name: string): boolean {
    return this.scopes.isNeverSet(offset, name);
  }

  run(): void {
    // Functions come first, as in stap: what they say of their own parameters counts before what a caller gives.
    const bodies = [
      ...this.#items.filter(({ kind }) => kind === 'function'),
      ...this.#items.filter(({ kind }) => kind === 'probe'),
    ];
    for (let pass = 0; pass < mostPasses; pass++) {
      this.hasNews = false;
      this.told.clear();
      for (const item of bodies) this.#item(item);
      if (!this.hasNews) break;
    }
  }

  #item(item: Item): void {
    this.scopes.enter(item);
    if (item.kind === 'function') {
      this.#function = this.scopes.ownFunctions(item.name.text)?.find((one) => one.item === item)?.result;
      this.told.isQuiet = !this.#live.isCalled(item.name.text);
      if (item.body) this.#statement(item.body);
      this.told.isQuiet = false;
      this.#function = undefined;
    } else if (item.kind === 'probe') {
      // Nothing is looked up in an alias before a probe uses it; its types are told all the same.
      this.told.isQuiet = item.aliases.length > 0;
      const { inlined } = this.scopes;
      for (const around of inlined) this.#inlined(around, around.item.isEpilogue ? undefined : around.item.body);
      for (const { condition } of item.points) if (condition) this.value(condition, 'long');
      this.#statement(item.body);
      if (item.epilogue) this.#statement(item.epilogue);
      for (const around of inlined) {
        this.#inlined(around, around.item.isEpilogue ? around.item.body : around.item.epilogue);
      }
      this.told.isQuiet = false;
    }
  }

  #inlined({ isOwn }: AliasAround, body: Block | undefined): void {
    if (body === undefined) return;
    const wasQuiet = this.told.isQuiet;
    this.told.isQuiet ||= !isOwn;
    this.scopes.isElsewhere = !isOwn;
    this.#statement(body);
    this.scopes.isElsewhere = false;
    this.told.isQuiet = wasQuiet;
  }

  #statement(statement: Statement): void {
    if (this.#live.isDeadAssignment(statement)) this.quietly(() => this.#anyStatement(statement));
    else this.#anyStatement(statement);
  }

  #anyStatement(statement: Statement): void {
    switch (statement.kind) {
      case 'if':
      case 'while':
        this.value(statement.condition, 'long');
        break;
      case 'for':
        if (statement.start) this.value(statement.start, undefined);
        if (statement.condition) this.value(statement.condition, 'long');
        if (statement.step) this.value(statement.step, undefined);
        break;
      case 'foreach':
        this.#foreach(statement);
        break;
      case 'return':
        if (statement.value) this.#returned(statement.value);
        break;
      case 'delete':
        if (statement.value.kind !== 'symbol') this.value(statement.value, undefined, true);
        break;
      case 'try':
        if (statement.message) this.#caught(statement.message);
        break;
      default:
        for (const expression of expressionsOf(statement)) this.value(expression, undefined);
    }
    for (const inner of statementsOf(statement)) this.#statement(inner);
  }

  #caught(name: Name): void {
    this.markSet(name);
    this.tell(this.scalar(name)?.value, 'string', name.range);
  }

  #returned(value: Expression): void {
    const place = this.#function;
    const type = this.value(value, place?.type);
    if (place !== undefined) this.tell(place, type, value.range);
  }

  #foreach({ array, indexes, value, slices, limit }: Statement & { kind: 'foreach' }): void {
    if (limit) this.value(limit, 'long');
    if (array.kind !== 'symbol') {
      this.value(array, undefined);
      for (const name of value ? [...indexes, value] : indexes) {
        this.tell(this.scalar(name)?.value, 'long', name.range);
        this.markSet(name);
      }
      return;
    }
    const variable = this.array(array.name, indexes.length);
    for (const [at, name] of indexes.entries()) this.#join(name, variable?.indexes?.[at]);
    // What walks an array that nothing fills never gets a value.
    if (variable === undefined || variable.isSet)
      for (const name of value ? [...indexes, value] : indexes) this.markSet(name);
    for (const [at, slice] of slices.entries()) this.index(slice, variable?.indexes?.[at]);
    if (value && variable?.value.type === 'stats') this.told.statisticAsValue(value.range, value.text);
    else if (value) this.#join(value, variable?.value);
  }

  /** A name that takes the values of a place: what one of them is, the other is. */
  #join(name: Name, place: TypedPlace | undefined): void {
    const own = this.scalar(name)?.value;
    if (own === undefined || place === undefined) return;
    if (place.type !== undefined) this.expect(own, place.type, name.range, name.text);
    else if (place.mayBeAny) own.mayBeAny = true;
    else this.tell(place, own.type, name.range);
  }
}
