// The text of a line with the places in it that a click or Enter leads to.
import type { SourcePlace } from '../panelMessages.ts';
import { element } from './element.ts';
import { placesIn } from './places.ts';

/** `go` is called by the user's hand; a click that ends a selection is none. */
export function withPlaces(text: string, go: (place: SourcePlace) => void): readonly (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const { from, to, place } of placesIn(text)) {
    const follow = (): void => {
      if (getSelection()?.isCollapsed !== false) go(place);
    };
    parts.push(
      text.slice(end, from),
      element(
        'span',
        {
          class: 'place',
          role: 'link',
          tabindex: 0,
          title: titleOf(place),
          click: follow,
          keydown: (event) => {
            if (event instanceof KeyboardEvent && event.key === 'Enter') go(place);
          },
        },
        text.slice(from, to),
      ),
    );
    end = to;
  }
  return end === 0 ? [text] : [...parts, text.slice(end)];
}

function titleOf(place: SourcePlace): string {
  switch (place.kind) {
    case 'line':
      return 'Go to this line';
    case 'function':
      return `Look for ${place.name} in the workspace`;
    case 'address':
      return 'Ask the target which function this is, and look for it in the workspace';
  }
}
