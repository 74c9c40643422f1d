import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "../../ui/icon.tsx";
import { Dialog } from "../../ui/layout/dialog.tsx";
import { indexOf, nextIndex } from "../../ui/layout/virtual-rows.tsx";
import { openDialog } from "../open-dialog.ts";
import { connectionItems, knownItems } from "./items.ts";
import { type PaletteItem, selectItems } from "./select-items.ts";

/** Lines that are drawn: who wants another types more. */
const DRAWN_ITEMS = 50;

const close = () => {
  openDialog.value = undefined;
};

/** A search over views, connections, functions, resources that hold data, and actions. */
export function Palette() {
  const id = useId();
  const search = useSignal("");
  const selected = useSignal(0);
  const connections = useSignal<readonly PaletteItem[]>([]);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    connectionItems().then(
      (items) => {
        connections.value = items;
      },
      () => undefined,
    );
  }, []);
  const found = useComputed(() => selectItems([...knownItems(), ...connections.value], search.value));
  const shown = found.value.slice(0, DRAWN_ITEMS);
  const run = (item: PaletteItem | undefined) => {
    if (!item) return;
    close();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") return run(shown[selected.value]);
    const next = /^(Arrow|Page)/.test(event.key) ? nextIndex(event.key, selected.value, shown.length, 8) : undefined;
    if (next === undefined) return;
    event.preventDefault();
    selected.value = next;
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Dialog title="Search and commands" isBare onClose={close}>
      <input
        class="palette-input"
        type="text"
        role="combobox"
        aria-label="Search views, connections, functions, tables, queues and actions"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        {...(shown.length > 0 && { "aria-activedescendant": `${id}-${selected.value}` })}
        placeholder="A view, a connection, a function, a table, a queue…"
        autocomplete="off"
        spellcheck={false}
        autofocus
        value={search.value}
        onInput={({ currentTarget }) => {
          search.value = currentTarget.value;
          selected.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      {shown.length === 0 ? (
        <p class="palette-list palette-none" role="status" id={`${id}-list`}>
          Nothing is called so. Try a shorter word.
        </p>
      ) : (
        <div
          class="palette-list"
          role="listbox"
          id={`${id}-list`}
          aria-label="Found"
          tabIndex={-1}
          ref={list}
          onKeyDown={onKeyDown}
          onClick={({ target }) => run(shown[indexOf(target) ?? -1])}
        >
          {shown.map((item, index) => (
            <Line
              key={`${item.icon} ${item.title} ${item.about}`}
              id={`${id}-${index}`}
              index={index}
              item={item}
              isSelected={index === selected.value}
            />
          ))}
        </div>
      )}
    </Dialog>
  );
}

interface LineOptions {
  readonly id: string;
  readonly item: PaletteItem;
  readonly index: number;
  readonly isSelected: boolean;
}

function Line({ id, item, index, isSelected }: LineOptions) {
  return (
    <div id={id} class="palette-item" role="option" tabIndex={-1} data-index={index} aria-selected={isSelected}>
      <Icon name={item.icon} />
      <span class="palette-title ellipsis">{item.title}</span>
      <span class="palette-about ellipsis">{item.about}</span>
      {item.keys && <kbd>{item.keys}</kbd>}
    </div>
  );
}
