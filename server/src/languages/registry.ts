// All languages, in the order they are offered. Each folder hands its language over as `<folder>/index.ts`, named after its id.
import type { Language } from './language.ts';

export const registry: readonly Language[] = [];

/** The language of an LSP language id, else of a path's extension. */
export function languageFor(languageId: string, path: string): Language | undefined {
  return (
    registry.find((language) => language.id === languageId) ??
    registry.find((language) => language.extensions.some((extension) => path.endsWith(extension)))
  );
}
