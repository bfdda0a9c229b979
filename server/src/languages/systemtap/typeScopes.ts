// The variables and functions of a script by name, each with what is known of its types.

import { expandPoint } from './points.ts';
import type { FunctionItem, Item, Name } from './tree.ts';
import type { AliasAround, Surroundings } from './typeSurroundings.ts';
import { newPlace, newVariable, spellVariable, type TypedPlace, type TypedVariable } from './types.ts';
import { walkItem } from './walk.ts';

/** One overload of a function of the script. */
export interface TypedFunction {
  readonly item: FunctionItem;
  readonly result: TypedPlace;
  readonly parameters: readonly TypedPlace[];
}

/** What an item's probe points bring into its scope. */
interface Around {
  readonly inlined: readonly AliasAround[];
  /** Names that may be anything; undefined: all of them. */
  readonly foreign: ReadonlySet<string> | undefined;
  readonly firstComponent: string | undefined;
}

/** Bodies of more aliases than this are not looked into: what they set may be anything. */
const mostBodies = 12;

/** The variables of all scopes, with what is known of their types. */
export class TypeScopes {
  readonly #globals = new Map<string, TypedVariable>();
  readonly #functions = new Map<string, TypedFunction[]>();
  /** Locals live as long as the inference: what one pass told, the next one knows. */
  readonly #locals = new Map<Item, Map<string, TypedVariable>>();
  readonly #byPlace = new Map<string, TypedVariable>();
  readonly #surroundings: Surroundings;
  #here = new Map<string, TypedVariable>();
  readonly #around = new Map<Item, Around>();
  #foreign: Around['foreign'];
  /** Aliases whose bodies run in the scope entered. */
  inlined: readonly AliasAround[] = [];
  /** What the first probe point here begins with, aliases looked through; undefined where that is not known. */
  firstComponent: string | undefined;
  /** What is being read stands in another file, so its places are none of this script. */
  isElsewhere = false;

  constructor(items: readonly Item[], surroundings: Surroundings) {
    this.#surroundings = surroundings;
    for (const item of items) {
      if (item.kind === 'global') {
        for (const { name, size, initial } of item.variables) {
          const variable = newVariable(name.text, { isSized: size !== undefined });
          if (initial?.kind === 'number') variable.value.type = 'long';
          if (initial?.kind === 'string') variable.value.type = 'string';
          if (initial) {
            variable.indexes = [];
            variable.isSet = true;
          }
          this.#globals.set(name.text, variable);
          this.#byPlace.set(placeKey(name.range.start, name.text), variable);
        }
      } else if (item.kind === 'function') {
        const parameters = item.parameters.map(({ name, type }) => this.#parameter(item, name, type));
        const one = { item, result: newPlace(item.type), parameters };
        this.#functions.set(item.name.text, [...(this.#functions.get(item.name.text) ?? []), one]);
      }
    }
  }

  /** From here on names are those of this item's body. */
  enter(item: Item): void {
    this.#here = this.#localsOf(item);
    const known = this.#around.get(item) ?? aroundOf(item, this.#surroundings);
    this.#around.set(item, known);
    this.#foreign = known.foreign;
    this.inlined = known.inlined;
    this.firstComponent = known.firstComponent;
  }

  /** A variable by name, made where there is none yet; undefined for a name that is a function or unreadable. */
  find(name: Name): TypedVariable | undefined {
    if (name.text === '') return undefined;
    const known = this.findArray(name);
    if (known !== undefined) return known;
    // A name alone may be a call of a function that takes nothing.
    if (this.#functions.has(name.text) || this.#surroundings.functions(name.text) !== undefined) return undefined;
    const isForeign = this.#isForeign(name.text);
    const made = newVariable(name.text, { isForeign });
    this.#here.set(name.text, made);
    this.#remember(name, made);
    return made;
  }

  /** As `find`, but arrays are never local. */
  findArray(name: Name): TypedVariable | undefined {
    return this.#here.get(name.text) ?? this.#globals.get(name.text);
  }

  ownFunctions(name: string): readonly TypedFunction[] | undefined {
    return this.#functions.get(name);
  }

  /** Names in sight here. */
  names(): readonly string[] {
    return [...this.#here.keys(), ...this.#globals.keys()];
  }

  spelledAt(offset: number, name: string): string | undefined {
    const variable = this.#byPlace.get(placeKey(offset, name));
    return variable && !variable.isForeign ? spellVariable(variable) : undefined;
  }

  #isForeign(name: string): boolean {
    return this.#foreign === undefined || this.#foreign.has(name) || this.#surroundings.mayHaveGlobal(name);
  }

  #remember({ range, text }: Name, variable: TypedVariable): void {
    if (!this.isElsewhere) this.#byPlace.set(placeKey(range.start, text), variable);
  }

  isNeverSet(offset: number, name: string): boolean {
    const variable = this.#byPlace.get(placeKey(offset, name));
    return variable !== undefined && !variable.isForeign && !variable.isSet;
  }

  #parameter(item: Item, name: Name, type: 'string' | 'long' | undefined): TypedPlace {
    const variable: TypedVariable = {
      name: name.text,
      value: newPlace(type),
      isSized: false,
      isSet: true,
      indexes: [],
      isForeign: false,
    };
    this.#localsOf(item).set(name.text, variable);
    this.#byPlace.set(placeKey(name.range.start, name.text), variable);
    return variable.value;
  }

  #localsOf(item: Item): Map<string, TypedVariable> {
    const known = this.#locals.get(item);
    if (known !== undefined) return known;
    const made = new Map<string, TypedVariable>();
    this.#locals.set(item, made);
    return made;
  }
}

/** With one point the bodies of its aliases are read as part of the probe; of several, each is a probe of its own. */
function aroundOf(item: Item, surroundings: Surroundings): Around {
  const aliases = surroundings.aliasesAround(item);
  if (aliases === undefined || item.kind !== 'probe') {
    return { inlined: [], foreign: aliases && new Set(), firstComponent: undefined };
  }
  const isOne = item.points.flatMap(expandPoint).length === 1 && aliases.length <= mostBodies;
  if (isOne) {
    const innermost = aliases[0]?.item ?? item;
    const firstComponent = innermost.points[0]?.components[0]?.name;
    return { inlined: aliases, foreign: new Set(), firstComponent };
  }
  const foreign = new Set<string>();
  for (const alias of aliases) {
    walkItem(alias.item, {
      expression: (expression) => {
        if (expression.kind === 'symbol') foreign.add(expression.name.text);
      },
    });
  }
  return { inlined: [], foreign, firstComponent: undefined };
}

function placeKey(offset: number, name: string): string {
  return `${offset} ${name}`;
}
