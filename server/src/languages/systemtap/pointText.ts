// Reads a single probe point's text into its components.
import type { ProgramTable } from '../../kernel/programs.ts';
import { tokenize } from './lexer.ts';
import { BraceOpen, Dot, ParenClose, ParenOpen, Text } from './tokens.ts';

/** One component of a probe point: `function("vfs_*")` has the name `function` and the argument `vfs_*`. */
export interface PointPart {
  readonly name: string;
  /** Without its quotes; undefined where there are no parentheses. */
  readonly argument: string | undefined;
}

/** Components up to where the text stops making sense. */
export function readPoint(text: string): readonly PointPart[] {
  const parts: { name: string; argument: string | undefined }[] = [];
  const { tokens } = tokenize(text);
  for (let index = 0; index < tokens.length; ) {
    let name = '';
    for (; index < tokens.length; index++) {
      const token = tokens[index];
      if (token === undefined || [Dot, ParenOpen, BraceOpen].includes(token.tokenType)) break;
      name += token.image;
    }
    let argument: string | undefined;
    if (tokens[index]?.tokenType === ParenOpen) {
      argument = '';
      for (index++; index < tokens.length && tokens[index]?.tokenType !== ParenClose; index++) {
        const token = tokens[index];
        if (token === undefined) break;
        const isText = token.tokenType.CATEGORIES?.includes(Text) === true && token.image.startsWith('"');
        argument += isText ? token.image.slice(1, -1) : token.image;
      }
      index++;
    }
    parts.push({ name, argument });
    if (tokens[index]?.tokenType !== Dot) break;
    index++;
  }
  return parts;
}

/**
 * The program, or the library of it, that a `process("…")` point is about; undefined where it names none. A program's
 * bare name is looked for in $PATH; a library's stands for one that the program needs (stapprobes(3stap) of 4.8), which
 * is the one that the linker knows by this name.
 */
export function programOf(parts: readonly PointPart[], programs: ProgramTable): string | undefined {
  const [first] = parts;
  if (first?.name !== 'process') return undefined;
  const library = parts.find(({ name }) => name === 'library')?.argument;
  const isNamed = library !== undefined && library !== '' && !library.includes('/');
  const known = isNamed ? programs.libraries()?.find(({ name }) => name === library) : undefined;
  const path = known?.path ?? library ?? first.argument;
  // A number is a process, whose program is known only when the script runs; wildcards stand for several programs.
  return path === undefined || path === '' || /^\d+$|[*?[$@]/.test(path) ? undefined : path;
}

/** The name that a `mark("…")` looks for: stap takes a dash for two underscores, as DTrace's users write them. */
export function markerName(argument: string): string {
  return argument.replaceAll('-', '__');
}
