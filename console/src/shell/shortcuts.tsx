import { Dialog } from "../ui/layout/dialog.tsx";
import { goTo } from "../ui/links.ts";
import { VIEWS } from "../views/views.ts";
import { openDialog } from "./open-dialog.ts";

/** The time in which a key must follow `g`. */
const SEQUENCE_MS = 1500;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Single keys, for who does not type into a field. */
const KEYS: Readonly<Record<string, () => void>> = {
  "?": () => {
    openDialog.value = "shortcuts";
  },
  "/": () => document.querySelector<HTMLElement>("[data-search]")?.focus(),
};

const isPaletteKey = ({ ctrlKey, metaKey, key }: KeyboardEvent) => (ctrlKey || metaKey) && key.toLowerCase() === "k";

/** The palette opens over everything; other keys are for who does not type, and has no dialog open. */
const isForUs = ({ ctrlKey, metaKey, altKey, target }: KeyboardEvent) =>
  !(ctrlKey || metaKey || altKey || isTyping(target) || document.querySelector("dialog[open]"));

function togglePalette(): void {
  openDialog.value = openDialog.value === "palette" ? undefined : "palette";
}

/** Listens to the keyboard until the function that is returned is called. */
export function listenForShortcuts(): () => void {
  let followsG = Number.NEGATIVE_INFINITY;

  function actionOf(event: KeyboardEvent): (() => void) | undefined {
    if (isPaletteKey(event)) return togglePalette;
    if (!isForUs(event)) return undefined;
    const isSecond = event.timeStamp - followsG < SEQUENCE_MS;
    followsG = event.key === "g" && !isSecond ? event.timeStamp : Number.NEGATIVE_INFINITY;
    const view = isSecond ? VIEWS.find(({ key }) => key === event.key) : undefined;
    return view ? () => goTo(view.id) : KEYS[event.key];
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    action();
  };
  addEventListener("keydown", onKeyDown);
  return () => removeEventListener("keydown", onKeyDown);
}

const OTHERS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["Ctrl", "K"], "Search and commands"],
  [["/"], "Search in this view"],
  [["Esc"], "Close what is open"],
  [["↑", "↓"], "Move in a list"],
  [["?"], "These shortcuts"],
];

/** The list of all shortcuts. */
export function Shortcuts() {
  const rows = [...VIEWS.map(({ key, title }) => [["g", key], title] as const), ...OTHERS];
  return (
    <Dialog
      title="Keyboard"
      onClose={() => {
        openDialog.value = undefined;
      }}
    >
      <dl class="shortcuts">
        {rows.map(([keys, does]) => (
          <div key={does}>
            <dt>{keys.map((key, index) => [index > 0 && " ", <kbd key={key}>{key}</kbd>])}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
