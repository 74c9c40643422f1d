import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Button } from "../../../ui/controls/button.tsx";
import { messageOf } from "../../../ui/format.ts";
import { Dialog } from "../../../ui/layout/dialog.tsx";

interface ConfirmOptions {
  /** The question. */
  readonly title: string;
  /** The consequences. */
  readonly children: ComponentChildren;
  /** The word on the button that does it. */
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something is done; stays open, with the reason, when that fails. */
export function Confirm({ title, children, action, isDangerous = false, onConfirm, onClose }: ConfirmOptions) {
  const failure = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const confirm = async () => {
    isBusy.value = true;
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      failure.value = messageOf(error);
    }
    isBusy.value = false;
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look={isDangerous ? "danger" : "primary"} disabled={isBusy.value} onClick={confirm}>
            {action}
          </Button>
        </>
      }
    >
      <div class="data-form">{children}</div>
      {failure.value !== undefined && (
        <p class="data-refusal" role="alert">
          {failure.value}
        </p>
      )}
    </Dialog>
  );
}
