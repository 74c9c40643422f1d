type Child = Node | string;

/** An element of the page, of the kind that it must have. */
export function byId<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} with the id ${id}.`);
  return found;
}

/** A new element. Text among the children becomes text, never markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = "",
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  if (className !== "") created.className = className;
  created.append(...children);
  return created;
}

/** Text from outside, in a direction of its own. */
export const code = (text: string): HTMLElement => element("code", "", text);

/** Puts `child` first and lets go of what is beyond `limit`. */
export function prepend(parent: HTMLElement, limit: number, ...children: readonly Node[]): void {
  parent.prepend(...children);
  while (parent.childElementCount > limit) parent.lastElementChild?.remove();
}

/** Calls `paint` once before the next frame, however often it is asked to. */
export function createPainter(paint: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      paint();
    });
  };
}
