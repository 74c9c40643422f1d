import type { ComponentChildren } from "preact";
import { Button } from "../controls/button.tsx";

interface SplitPaneOptions {
  readonly list: ComponentChildren;
  /** Undefined: nothing is selected, and the list has all the room. */
  readonly detail?: ComponentChildren;
  /** Names the detail. */
  readonly label: string;
  readonly onClose: () => void;
}

/** A list and beside it the detail of one row, which covers the list on a phone. Escape closes it. */
export function SplitPane({ list, detail, label, onClose }: SplitPaneOptions) {
  const isOpen = detail !== undefined && detail !== null && detail !== false;
  return (
    <div class={isOpen ? "split open" : "split"}>
      <div class="split-list">{list}</div>
      {isOpen && (
        <section class="split-detail" aria-label={label} onKeyDown={({ key }) => key === "Escape" && onClose()}>
          <Button class="split-close" icon="close" look="quiet" aria-label="Close the detail" onClick={onClose} />
          {detail}
        </section>
      )}
    </div>
  );
}
