import type { ComponentChildren } from "preact";

interface SectionOptions {
  readonly title: string;
  /** Stands in place of the content. */
  readonly none?: string | false;
  readonly children: ComponentChildren;
}

/** A part of a page with a title. */
export function Section({ title, none = false, children }: SectionOptions) {
  return (
    <section class="fn-section">
      <h3>{title}</h3>
      {none === false ? children : <p class="quiet-text">{none}</p>}
    </section>
  );
}
