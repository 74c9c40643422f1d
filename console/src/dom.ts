type Child = Node | string;

/** Returns an element of the page. Throws if it is not there or is no `type`. */
export function byId<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} with the id ${id}.`);
  return found;
}

/** Returns a new element. Text among the children becomes text, never markup. */
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

/** Returns an element for text from outside, which has a direction of its own. */
export const code = (text: string): HTMLElement => element("code", "", text);

/** Shows a state in words, and whether it is a bad one. */
export function tell(target: HTMLElement, text: string, isBad: boolean): void {
  target.textContent = text;
  target.classList.toggle("bad", isBad);
}

/** Puts `children` first and lets go of those beyond `limit`. */
export function prepend(parent: HTMLElement, limit: number, ...children: readonly Node[]): void {
  parent.prepend(...children);
  while (parent.childElementCount > limit) parent.lastElementChild?.remove();
}

/** Returns a function that calls `paint` once before the next frame, however often it is called itself. */
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
