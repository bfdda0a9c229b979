// The types of expressions: what each gives where something is wanted of it, and what that tells of the names in it.
import type { Range } from '../../syntax/range.ts';
import { conversionsOf } from './formats.ts';
import type { Expression, Item, Name } from './tree.ts';
import { TypeFindings } from './typeFindings.ts';
import { isDecidedBefore, numberOf, targetType } from './typeRules.ts';
import { TypeScopes } from './typeScopes.ts';
import type { Surroundings } from './typeSurroundings.ts';
import { newPlace, type TypedPlace, type TypedVariable, type ValueType } from './types.ts';
import { partsOf } from './walk.ts';

/** What a pass over expressions needs, and what it learns. */
export abstract class ExpressionInference {
  protected readonly told = new TypeFindings();
  protected readonly scopes: TypeScopes;
  protected readonly surroundings: Surroundings;
  /** A type, or that something is set, was not known before this pass. */
  protected hasNews = false;

  constructor(items: readonly Item[], surroundings: Surroundings) {
    this.surroundings = surroundings;
    this.scopes = new TypeScopes(items, surroundings);
  }

  protected quietly(visit: () => void): void {
    const wasQuiet = this.told.isQuiet;
    this.told.isQuiet = true;
    visit();
    this.told.isQuiet = wasQuiet;
  }

  /** Visits an expression that should give `wanted`, and tells what it gives. */
  protected value(expression: Expression, wanted: ValueType, mayBeStats = false): ValueType {
    switch (expression.kind) {
      case 'symbol': {
        const variable = this.scalar(expression.name);
        if (variable === undefined) return undefined;
        return this.#read(variable.value, variable.name, expression, wanted, mayBeStats);
      }
      case 'element': {
        const variable = this.array(expression.name, expression.indexes.length);
        for (const [at, index] of expression.indexes.entries()) this.index(index, variable?.indexes?.[at]);
        if (variable === undefined) return undefined;
        return this.#read(variable.value, `${variable.name}[…]`, expression, wanted, mayBeStats);
      }
      case 'call':
        return this.#given(this.#call(expression), wanted, expression);
      case 'binary':
        return this.#given(this.#binary(expression), wanted, expression);
      case 'assignment':
        return this.#given(this.#assignment(expression, wanted), wanted, expression);
      case 'ternary': {
        this.value(expression.condition, 'long');
        if (isDecidedBefore(expression.condition)) {
          this.quietly(() => {
            this.value(expression.then, undefined);
            this.value(expression.otherwise, undefined);
          });
          return undefined;
        }
        const then = this.value(expression.then, wanted);
        const otherwise = this.value(expression.otherwise, wanted ?? then);
        return then ?? this.value(expression.then, otherwise);
      }
      case 'membership':
        this.#membership(expression);
        return this.#given('long', wanted, expression);
      case 'crement':
        this.#set(expression.operand);
        this.value(expression.operand, 'long');
        return this.#given('long', wanted, expression);
      case 'unary':
        this.value(expression.operand, 'long');
        return this.#given('long', wanted, expression);
      case 'operator':
        // What these give is not held against what is wanted: stap lets it pass.
        return this.#operator(expression);
      case 'number':
        return this.#given('long', wanted, expression);
      case 'string':
        return this.#given('string', wanted, expression);
      case 'target':
        for (const part of partsOf(expression)) this.value(part, undefined);
        return this.#given(targetType(expression, this.scopes.firstComponent), wanted, expression);
      default:
        return undefined;
    }
  }

  #read(place: TypedPlace, name: string, at: Expression, wanted: ValueType, mayBeStats: boolean): ValueType {
    if (place.type === 'stats' && !mayBeStats && wanted !== 'stats') {
      this.told.statisticAsValue(at.range, name);
      return undefined;
    }
    if (wanted === undefined) return place.type;
    this.expect(place, wanted, at.range, name);
    return place.type;
  }

  /** A place must have a type: it takes it, or says why it cannot. */
  protected expect(place: TypedPlace, wanted: Exclude<ValueType, undefined>, range: Range, name: string): void {
    if (place.type === undefined) this.tell(place, wanted, range);
    else if (place.type !== wanted) {
      this.told.mismatch(range, name, place.type, wanted);
    }
  }

  protected tell(place: TypedPlace | undefined, type: ValueType, range: Range): void {
    if (place === undefined || type === undefined) return;
    if (place.type === undefined) {
      place.type = type;
      this.hasNews = true;
    } else if (place.type !== type) this.told.mismatch(range, undefined, type, place.type);
  }

  #given(type: ValueType, wanted: ValueType, { range }: Expression): ValueType {
    if (type !== undefined && wanted !== undefined && type !== wanted) {
      this.told.mismatch(range, undefined, type, wanted);
    }
    return type;
  }

  #binary({ operator, left, right }: Expression & { kind: 'binary' }): ValueType {
    if (operator === '.') {
      this.value(left, 'string');
      this.value(right, 'string');
      return 'string';
    }
    if (operator === '=~' || operator === '!~') {
      this.value(left, 'string');
      return 'long';
    }
    if (['==', '!=', '<', '>', '<=', '>='].includes(operator)) {
      this.#same(left, right);
      return 'long';
    }
    this.value(left, 'long');
    this.value(right, 'long');
    return 'long';
  }

  #same(left: Expression, right: Expression): void {
    const type = this.value(left, undefined);
    const other = this.value(right, type);
    if (type === undefined && other !== undefined) this.value(left, other);
  }

  #assignment({ operator, left, right }: Expression & { kind: 'assignment' }, wanted: ValueType): ValueType {
    if (!['symbol', 'element', 'target', 'operator', 'macro', 'missing', 'argument'].includes(left.kind)) {
      this.told.notAssignable(left.range);
    }
    this.#set(left);
    if (operator === '<<<') {
      this.value(left, 'stats');
      this.value(right, 'long');
      return undefined;
    }
    if (operator === '=') {
      const type = this.value(left, wanted);
      const given = this.value(right, type);
      if (type === undefined && given !== undefined) this.value(left, given);
      return type ?? given;
    }
    const type = operator === '.=' ? 'string' : 'long';
    this.value(left, type);
    this.value(right, type);
    return type;
  }

  #set(left: Expression): void {
    if (left.kind === 'symbol' || left.kind === 'element') this.markSet(left.name, left.kind === 'element');
  }

  protected markSet(name: Name, isArray = false): void {
    const variable = isArray ? this.scopes.findArray(name) : this.scopes.find(name);
    if (variable === undefined || variable.isSet) return;
    variable.isSet = true;
    this.hasNews = true;
  }

  #membership({ indexes, array }: Expression & { kind: 'membership' }): void {
    const variable = array.kind === 'symbol' ? this.array(array.name, indexes.length) : undefined;
    for (const [at, index] of indexes.entries()) this.index(index, variable?.indexes?.[at]);
  }

  protected index(index: Expression, place: TypedPlace | undefined): void {
    const type = this.value(index, place?.type);
    if (place === undefined || place.type !== undefined) return;
    if (type === undefined) place.mayBeAny = true;
    else this.tell(place, type, index.range);
  }

  #operator({ name, parameters }: Expression & { kind: 'operator' }): ValueType {
    const [first] = parameters;
    if (/^@(count|sum|min|max|avg|variance|hist_\w+)$/.test(name.text)) {
      if (first) this.value(first, 'stats', true);
      for (const rest of parameters.slice(1)) this.value(rest, 'long');
      if (name.text.startsWith('@hist')) this.#histogram(parameters);
      return 'long';
    }
    if (name.text === '@entry' && first) return this.value(first, undefined);
    if (name.text === '@cast' && first) this.value(first, 'long');
    for (const parameter of parameters) this.value(parameter, undefined, true);
    return name.text === '@defined' || name.text === '@perf' ? 'long' : undefined;
  }

  #call(call: Expression & { kind: 'call' }): ValueType {
    const { name, parameters } = call;
    const [, isValue, family] = /^(s?)print(f|d|dln|ln|_char)?$/.exec(name.text) ?? [];
    if (isValue !== undefined) {
      this.#print(family, parameters);
      return isValue === 's' ? 'string' : undefined;
    }
    if (/^[$@]/.test(name.text)) {
      // What an argument of the command line may be called here, `@avg` for one, takes statistics too.
      for (const parameter of parameters) this.value(parameter, undefined, true);
      return undefined;
    }
    const own = this.scopes.ownFunctions(name.text);
    const overloads =
      own ??
      this.surroundings.functions(name.text)?.map((item) => ({
        result: newPlace(item.type),
        parameters: item.parameters.map(({ type }) => newPlace(type)),
      }));
    const fitting = overloads?.filter((one) => one.parameters.length === parameters.length) ?? [];
    const [only] = fitting;
    // Which of several overloads runs is decided while it runs; they need not agree.
    if (only === undefined || fitting.length > 1) {
      for (const parameter of parameters) this.value(parameter, undefined);
      return undefined;
    }
    for (const [at, parameter] of parameters.entries()) this.index(parameter, only.parameters[at]);
    return only.result.type;
  }

  #print(family: string | undefined, parameters: readonly Expression[]): void {
    const [first, ...rest] = parameters;
    if (family === 'f' && first?.kind === 'string') {
      const wanted = conversionsOf(first.value).flatMap(({ letter, values }): readonly ValueType[] => [
        ...Array.from({ length: values - 1 }, () => 'long' as const),
        letter === 's' ? 'string' : 'long',
      ]);
      for (const [at, value] of rest.entries()) this.value(value, wanted[at]);
      return;
    }
    if (family === 'd' || family === 'dln') {
      for (const value of rest) this.value(value, undefined);
      return;
    }
    for (const value of parameters) {
      // `print(s)` of a statistic shows it; of a name that nothing sets stap cannot tell what to show.
      const type = this.value(value, undefined, true);
      if (type === undefined && value.kind === 'symbol') this.#neverAssigned(value.name);
    }
  }

  /** A statistic keeps one kind of histogram. */
  #histogram([of, ...range]: readonly Expression[]): void {
    if (of?.kind !== 'symbol' && of?.kind !== 'element') return;
    const variable = this.scopes.findArray(of.name);
    if (variable === undefined || variable.isForeign) return;
    const kind = range.length === 0 ? 'log' : `linear ${range.map((one) => numberOf(one)).join(' ')}`;
    if (kind.includes('?')) return;
    if (variable.histogram === undefined) variable.histogram = kind;
    else if (variable.histogram !== kind) this.told.twoHistograms(of.range, of.name.text);
  }

  #neverAssigned(name: Name): void {
    const variable = this.scopes.find(name);
    if (variable === undefined || variable.isForeign || variable.isSet || variable.value.mayBeAny) return;
    if (variable.indexes?.length !== 0) return;
    this.told.neverAssigned(
      name,
      this.scopes.names().filter((one) => one !== name.text),
    );
  }

  protected scalar(name: Name): TypedVariable | undefined {
    const variable = this.scopes.find(name);
    if (variable === undefined || variable.isForeign) return undefined;
    if (variable.indexes === undefined && variable.isSized) {
      this.told.shape(name, undefined, 0);
      return undefined;
    }
    if (variable.indexes === undefined) variable.indexes = [];
    if (variable.indexes.length === 0) return variable;
    this.told.shape(name, variable.indexes.length, 0);
    return undefined;
  }

  protected array(name: Name, arity: number): TypedVariable | undefined {
    const variable = this.scopes.findArray(name);
    if (variable === undefined) {
      if (!this.surroundings.mayHaveGlobal(name.text)) this.told.undeclared(name);
      return undefined;
    }
    if (variable.isForeign) return undefined;
    if (variable.indexes === undefined) variable.indexes = Array.from({ length: arity }, () => newPlace());
    if (variable.indexes.length === arity) return variable;
    this.told.shape(name, variable.indexes.length, arity);
    return undefined;
  }
}
