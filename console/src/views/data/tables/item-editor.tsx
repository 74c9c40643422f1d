import { useSignal } from "@preact/signals";
import type { StackTable } from "../../../engine/stack-parts.ts";
import { Button } from "../../../ui/controls/button.tsx";
import { messageOf } from "../../../ui/format.ts";
import { Confirm } from "../shared/confirm.tsx";
import { TextArea } from "../shared/text-area.tsx";
import { type Item, keyOf, plainJson, typedJson, typesBeyondJson } from "./attribute-values.ts";
import { deleteItem, writeItem } from "./calls.ts";

interface ItemEditorOptions {
  readonly table: StackTable;
  /** Undefined: a new one. */
  readonly item: Item | undefined;
  /** Called with what was done. */
  readonly onDone: (said: string) => void;
}

const NOTATIONS = { plain: plainJson, typed: typedJson } as const;

type NotationName = keyof typeof NOTATIONS;

const HINTS: Readonly<Record<NotationName, string>> = {
  plain: "Plain JSON. Types follow from the values; numbers keep their digits.",
  typed: 'DynamoDB JSON, which says each type: { "S": "text" }, { "N": "7" }.',
};

const EMPTY_VALUES = { S: { S: "" }, N: { N: "0" }, B: { B: "" } } as const;

const emptyItem = ({ keys }: StackTable): Item =>
  Object.fromEntries(keys.map(({ name, type }) => [name, EMPTY_VALUES[type]]));

/** Edits an item as JSON, or a new one. */
export function ItemEditor({ table, item, onDone }: ItemEditorOptions) {
  const names = table.keys.map(({ name }) => name);
  const original = item ?? emptyItem(table);
  const beyond = [...new Set(Object.values(original).flatMap(typesBeyondJson))];
  const notation = useSignal<NotationName>(beyond.length > 0 ? "typed" : "plain");
  const text = useSignal(NOTATIONS[notation.value].write(original));
  const isAsked = useSignal(false);
  const refusal = useSignal<string | undefined>(undefined);
  const { parsed, problem } = read(notation.value, text.value);
  const isOther = item !== undefined && parsed !== undefined && !isSameKey(item, parsed, names);
  const isNew = item === undefined || isOther;

  const choose = (name: NotationName) => {
    if (name === notation.value || !parsed) return;
    notation.value = name;
    text.value = NOTATIONS[name].write(parsed);
  };
  const save = async () => {
    if (!parsed) return;
    try {
      await writeItem(table, parsed, { isNew });
      onDone(isNew ? "The item was added." : "The item was saved.");
    } catch (error) {
      refusal.value = wordsFor(messageOf(error), isNew);
    }
  };
  return (
    <div class="data-detail">
      <h3>{item ? "Item" : "New item"}</h3>
      <Notations selected={notation.value} beyond={beyond} isDisabled={!parsed} onChoose={choose} />
      <TextArea
        label="Item as JSON"
        rows={18}
        value={text.value}
        hint={HINTS[notation.value]}
        error={problem}
        onText={(next) => {
          text.value = next;
          refusal.value = undefined;
        }}
      />
      {isOther && <p class="data-refusal">The key differs: this adds another item, and leaves the old one.</p>}
      {refusal.value !== undefined && (
        <p class="data-refusal bad" role="alert">
          {refusal.value}
        </p>
      )}
      <div class="data-actions">
        <Button look="primary" disabled={!parsed} onClick={save}>
          {isNew ? "Add" : "Save"}
        </Button>
        {item && (
          <Button look="danger" icon="trash" onClick={() => (isAsked.value = true)}>
            Delete
          </Button>
        )}
      </div>
      {item && isAsked.value && (
        <Confirm
          title="Delete this item?"
          action="Delete"
          isDangerous
          onConfirm={async () => {
            await deleteItem(table, item);
            onDone("The item was deleted.");
          }}
          onClose={() => (isAsked.value = false)}
        >
          <pre class="data-text">{plainJson.write(keyOf(item, names))}</pre>
          <p>It cannot be brought back.</p>
        </Confirm>
      )}
    </div>
  );
}

function read(notation: NotationName, text: string): { readonly parsed?: Item; readonly problem?: string } {
  try {
    return { parsed: NOTATIONS[notation].read(text) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

const isSameKey = (one: Item, other: Item, names: readonly string[]) =>
  names.every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));

const wordsFor = (message: string, isNew: boolean) =>
  message.startsWith("ConditionalCheckFailed")
    ? isNew
      ? "There is an item with this key already. Open that one, or give this one another key."
      : "The item is gone: somebody has deleted it, or its time to live is over. Read the table again."
    : message;

interface NotationsOptions {
  readonly selected: NotationName;
  /** Types for which plain JSON has no words. */
  readonly beyond: readonly string[];
  readonly isDisabled: boolean;
  readonly onChoose: (name: NotationName) => void;
}

function Notations({ selected, beyond, isDisabled, onChoose }: NotationsOptions) {
  return (
    <fieldset class="data-choice">
      <legend class="sr-only">Form of the JSON</legend>
      <Button
        aria-pressed={selected === "plain"}
        disabled={isDisabled || beyond.length > 0}
        onClick={() => onChoose("plain")}
      >
        Plain JSON
      </Button>
      <Button aria-pressed={selected === "typed"} disabled={isDisabled} onClick={() => onChoose("typed")}>
        DynamoDB JSON
      </Button>
      {beyond.length > 0 && <span class="quiet-text">{`Plain JSON has no ${beyond.join(" and no ")}.`}</span>}
    </fieldset>
  );
}
