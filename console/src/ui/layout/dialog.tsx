import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../controls/button.tsx";

interface DialogOptions {
  readonly title: string;
  readonly onClose: () => void;
  /** Buttons at the end. */
  readonly actions?: ComponentChildren;
  /** Shows the title to screen readers alone. */
  readonly isBare?: boolean;
  readonly children: ComponentChildren;
}

/** A dialog above the page. Escape and a click beside it close it; the focus goes back to where it was. */
export function Dialog({ title, onClose, actions, isBare = false, children }: DialogOptions) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the next key: it is meant for the dialog already.
  useLayoutEffect(() => {
    const element = dialog.current;
    // A click beside it meets the dialog itself, which its content covers.
    const onClick = ({ target }: Event) => target === element && onClose();
    element?.showModal();
    element?.addEventListener("click", onClick);
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={isBare ? "dialog bare" : "dialog"}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog-body">
        {!isBare && (
          <header class="dialog-head">
            <h2>{title}</h2>
            <Button icon="close" look="quiet" aria-label="Close" onClick={onClose} />
          </header>
        )}
        {children}
        {actions && <footer class="dialog-actions">{actions}</footer>}
      </div>
    </dialog>
  );
}
