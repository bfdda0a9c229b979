// Makes DOM elements; text goes in as text nodes only, so trace output can never become markup.

interface Attributes {
  readonly [name: string]: string | number | boolean | ((event: Event) => void) | undefined;
}

/**
 * An element with attributes and children. `true` sets an attribute without value, `false` and undefined leave it out, a
 * function listens to the event of that name.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/** Puts these in place of what is there; the button that had the focus hands it on to the one that comes where it was. */
export function replaceButtons(place: HTMLElement, ...children: readonly Node[]): void {
  const buttons = () => [...place.querySelectorAll('button')];
  const focused = buttons().indexOf(document.activeElement as HTMLButtonElement);
  place.replaceChildren(...children);
  if (focused >= 0) buttons()[focused]?.focus();
}

/** Sets text only when it changed: an unchanged node costs no layout and does not disturb a selection. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
