// What a value of a script is. stap has three types; nothing converts by itself.

/** `stats` is what `<<<` fills; undefined while nothing tells. */
export type ValueType = 'long' | 'string' | 'stats' | undefined;

/** A place of a type: a variable, what a function gives or takes, one index of an array. */
export interface TypedPlace {
  type: ValueType;
  /** Something of a type that is not known was put here. */
  mayBeAny?: boolean;
}

/** A variable with the types it has. */
export interface TypedVariable {
  readonly name: string;
  readonly value: TypedPlace;
  /** Declared with a size, so an array. */
  readonly isSized: boolean;
  /** Something assigns to it. */
  isSet: boolean;
  /** The one kind of histogram it is asked for. */
  histogram?: string;
  /** Undefined while nobody has said whether it is an array, empty for a scalar. */
  indexes: readonly TypedPlace[] | undefined;
  /** Brought by an alias, a tapset or a macro that is not known: anything fits. */
  readonly isForeign: boolean;
}

/** A place of that type, or of one that is not known yet. */
export function newPlace(type?: ValueType): TypedPlace {
  return { type };
}

/** A variable whose shape shows when it is used. */
export function newVariable(name: string, { isForeign = false, isSized = false } = {}): TypedVariable {
  return { name, value: newPlace(), indexes: undefined, isForeign, isSized, isSet: false };
}

/** As a user reads it: `long`, `string[long, string]`, `stats`; undefined where nothing is known. */
export function spellVariable({ value, indexes = [] }: TypedVariable): string | undefined {
  if (indexes.length === 0) return value.type;
  if (value.type === undefined && indexes.every(({ type }) => type === undefined)) return undefined;
  return `${value.type ?? '?'}[${indexes.map(({ type }) => type ?? '?').join(', ')}]`;
}
