// Finds BTF types by name: a hash table of ids over the blobs' own bytes, made at the first question.
import { type BtfBlob, BtfKind, hashBytes } from './btfBlob.ts';

/** A blob with the place of its types and strings among all. */
export interface PlacedBlob {
  readonly blob: BtfBlob;
  /** `vmlinux` or the module's name. */
  readonly module: string;
  /** The id of its first type. */
  readonly firstId: number;
}

/** Looks names up; `nameAt` is a type's name as bytes' place. */
export class TypeNames {
  readonly #slots: Uint32Array;
  readonly #mask: number;
  readonly #matches: (id: number, bytes: Uint8Array) => boolean;

  constructor(count: number, hashOf: (id: number) => number, matches: (id: number, bytes: Uint8Array) => boolean) {
    const capacity = 1 << Math.max(4, Math.ceil(Math.log2(count * 2 + 1)));
    this.#slots = new Uint32Array(capacity);
    this.#mask = capacity - 1;
    this.#matches = matches;
    for (let id = 1; id <= count; id++) {
      const hash = hashOf(id);
      if (hash === 0) continue;
      // A table of forged, equal hashes would make this quadratic: past a bound a type stays unfindable.
      for (let probe = 0; probe < MOST_PROBES; probe++) {
        const slot = (hash + probe) & this.#mask;
        if (this.#slots[slot] !== 0) continue;
        this.#slots[slot] = id;
        break;
      }
    }
  }

  /** Ids of the types of that name, in the order of their ids. */
  *named(name: string): Iterable<number> {
    const bytes = Buffer.from(name);
    const hash = hashBytes(bytes, 0, bytes.length);
    for (let probe = 0; probe < MOST_PROBES; probe++) {
      const id = this.#slots[(hash + probe) & this.#mask] ?? 0;
      if (id === 0) return;
      if (this.#matches(id, bytes)) yield id;
    }
  }
}

const MOST_PROBES = 1024;

/** Kinds that a script can name as a type. */
export function isNamedType(kind: number): boolean {
  switch (kind) {
    case BtfKind.int:
    case BtfKind.struct:
    case BtfKind.union:
    case BtfKind.enum:
    case BtfKind.enum64:
    case BtfKind.typedef:
    case BtfKind.float:
      return true;
    default:
      return false;
  }
}
