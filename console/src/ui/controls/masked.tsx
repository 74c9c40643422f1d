import { useSignal } from "@preact/signals";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";

/** A value that is shown on a click only; `label` names it. */
export function Masked({ value, label }: { readonly value: string; readonly label: string }) {
  const isShown = useSignal(false);
  return (
    <span class="masked">
      <code>{isShown.value ? value : "••••••••"}</code>
      <Button
        icon="eye"
        look="quiet"
        aria-label={`${isShown.value ? "Hide" : "Show"} ${label}`}
        aria-pressed={isShown.value}
        onClick={() => {
          isShown.value = !isShown.value;
        }}
      />
      <CopyButton text={value} label={`Copy ${label}`} />
    </span>
  );
}
