// Probe points as text: alternatives in braces multiplied out.
import type { ProbePoint } from '../../syntax/script.ts';
import type { Component, Literal, Point } from './tree.ts';

/** A point that is written as many alternatives stands for no more than this many. */
const mostAlternatives = 500;

/** The points as all languages have them, spelled as they are read. */
export function probePointsOf(points: readonly Point[], text: string): readonly ProbePoint[] {
  return points.flatMap((point) =>
    expandPoint(point)
      .slice(0, mostAlternatives)
      .map((spelled) => ({
        range: point.range,
        text: spelled || text.slice(point.range.start, point.range.end),
        optional: point.mark !== undefined,
      })),
  );
}

/** All spellings of a point without braces. */
export function expandPoint(point: Point): readonly string[] {
  let heads: readonly string[] = [''];
  for (const component of point.components) {
    const tails = component.name === '' ? component.alternatives.flatMap(expandPoint) : [spellComponent(component)];
    heads = heads
      .flatMap((head) => tails.map((tail) => (head === '' ? tail : `${head}.${tail}`)))
      .slice(0, mostAlternatives);
  }
  return heads;
}

function spellComponent({ name, argument }: Component): string {
  return argument === undefined ? name : `${name}(${spellLiteral(argument)})`;
}

/** A literal as stap writes it. */
function spellLiteral(literal: Literal): string {
  return literal.kind === 'string' ? `"${literal.value}"` : literal.image;
}
