import { useSignal } from "@preact/signals";
import { Button } from "./button.tsx";

const SHOWN_MS = 1500;

/** Puts a text on the clipboard; `label` says which. With `children`, that is on the button. */
export function CopyButton({
  text,
  label,
  children,
}: {
  text: string | (() => string);
  label: string;
  children?: string;
}) {
  const state = useSignal<"idle" | "done" | "failed">("idle");
  const copy = async () => {
    state.value = await writeText(typeof text === "string" ? text : text());
    setTimeout(() => {
      state.value = "idle";
    }, SHOWN_MS);
  };
  const said = { idle: children, done: "Copied", failed: "Not allowed" }[state.value];
  return (
    <Button
      look="quiet"
      icon={state.value === "done" ? "check" : "copy"}
      aria-label={state.value === "idle" ? label : said}
      onClick={copy}
    >
      {children === undefined ? undefined : said}
    </Button>
  );
}

async function writeText(text: string): Promise<"done" | "failed"> {
  try {
    await navigator.clipboard.writeText(text);
    return "done";
  } catch {
    return "failed";
  }
}
