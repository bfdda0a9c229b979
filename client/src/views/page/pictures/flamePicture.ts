// A flame graph as a picture: its whole tree, the root at the bottom or at the top.
import type { FlameNode } from '../flameTree.ts';
import type { Picture, Shape } from './picture.ts';

const width = 1200;
const row = 18;
/** Pixels of a letter; a frame narrower than `narrowest` is not drawn. */
const letter = 7.3;
const narrowest = 0.5;

export function flamePicture(root: FlameNode, isRootOnTop: boolean): Picture {
  const depth = depthOf(root);
  const height = depth * row;
  const shapes: Shape[] = [];
  const draw = (node: FlameNode, x: number, level: number): void => {
    const wide = (node.value / Math.max(1, root.value)) * width;
    if (wide < narrowest) return;
    const y = isRootOnTop ? level * row : height - (level + 1) * row;
    shapes.push({ kind: 'box', x, y, width: Math.max(0.5, wide - 0.5), height: row - 1, fill: warm(node.name) });
    const room = Math.floor((wide - 6) / letter);
    const text = node.name.length > room ? (room > 3 ? `${node.name.slice(0, room - 1)}…` : '') : node.name;
    if (text !== '') shapes.push({ kind: 'text', x: x + 3, y: y + row / 2, text, fill: '#000000' });
    let at = x;
    for (const child of node.children) {
      draw(child, at, level + 1);
      at += (child.value / Math.max(1, root.value)) * width;
    }
  };
  draw(root, 0, 0);
  return { width, height, shapes };
}

function depthOf({ children }: FlameNode): number {
  return 1 + Math.max(0, ...children.map(depthOf));
}

/** A warm colour that stays with a name. */
function warm(name: string): string {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return `hsl(${10 + (hash % 40)}, 85%, ${58 + (hash % 14)}%)`;
}
