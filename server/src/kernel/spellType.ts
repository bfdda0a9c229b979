// Spells a BTF type as C does, declarators inside out: `int (*)(struct file *, char[16])`.
import type { KernelType, TypeTable } from './kernelPack.ts';

/** Types visited for one spelling; forged types may go in circles or branch without end. */
const MOST_STEPS = 256;

/** Spells a type, e.g. `struct task_struct *`. */
export function spellType(types: Pick<TypeTable, 'type'>, id: number): string {
  return new Speller(types).spell(id, '');
}

class Speller {
  readonly #types: Pick<TypeTable, 'type'>;
  #left = MOST_STEPS;

  constructor(types: Pick<TypeTable, 'type'>) {
    this.#types = types;
  }

  /** `declarator` is what stands where a name would. */
  spell(id: number, declarator: string): string {
    const type = this.#types.type(id);
    if (!type || this.#left-- <= 0) return join('?', declarator);
    switch (type.kind) {
      case 'int':
      case 'float':
      case 'typedef':
        return join(type.name, declarator);
      case 'struct':
      case 'union':
      case 'enum':
        return join(`${type.kind} ${type.name === '' ? '{…}' : type.name}`, declarator);
      case 'forward':
        return join(`struct ${type.name}`, declarator);
      case 'qualifier':
        return this.#qualified(type, declarator);
      case 'pointer':
        return this.spell(type.target, `*${declarator}`);
      case 'array':
        return this.spell(type.element, `${inParentheses(declarator)}[${type.length}]`);
      case 'prototype': {
        const parameters = type.parameters.map(({ type: id }) => (id === 0 ? '...' : this.spell(id, '')));
        const list = parameters.length === 0 ? 'void' : parameters.join(', ');
        return this.spell(type.result, `${inParentheses(declarator)}(${list})`);
      }
      case 'function':
        return this.spell(type.prototype, type.name);
      case 'other':
        return join(type.name === '' ? '?' : type.name, declarator);
    }
  }

  #qualified(type: KernelType & { readonly kind: 'qualifier' }, declarator: string): string {
    // Type tags are for checkers, not for readers.
    if (type.qualifier === 'tag') return this.spell(type.target, declarator);
    return this.#types.type(type.target)?.kind === 'pointer'
      ? this.spell(type.target, join(type.qualifier, declarator))
      : `${type.qualifier} ${this.spell(type.target, declarator)}`;
  }
}

/** A pointer that is declared to be an array or a function needs parentheses. */
function inParentheses(declarator: string): string {
  return declarator.startsWith('*') ? `(${declarator})` : declarator;
}

function join(base: string, declarator: string): string {
  return declarator === '' || declarator.startsWith('[') ? base + declarator : `${base} ${declarator}`;
}
