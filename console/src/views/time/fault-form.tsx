import { useSignal } from "@preact/signals";
import { control } from "../../engine/control.ts";
import { stack } from "../../engine/stack.ts";
import { SelectField, TextField } from "../../ui/controls/field.tsx";
import { messageOf } from "../../ui/format.ts";
import { type FaultKind, kinds, readFaults } from "./engine.ts";
import { textOf } from "./kept-faults.ts";
import { suggestionsOf } from "./suggestions.ts";

type Values = Readonly<Record<string, string>>;

const EVERYWHERE = "";

/** A form that the engine's own kinds make: whom a fault is meant for depends on the moment at which it strikes. */
export function FaultForm({ onSet }: { readonly onSet: () => void }) {
  const name = useSignal("");
  const values = useSignal<Values>({});
  const error = useSignal<string | undefined>(undefined);
  const kind = kinds.value.find((each) => each.kind === name.value) ?? kinds.value[0];
  if (!kind) return <p class="quiet-text">Asking the engine for the kinds of faults…</p>;
  const change = (key: string) => (text: string) => {
    values.value = { ...values.value, [key]: text };
  };
  const definition = definitionOf(kind, values.value);
  const set = async () => {
    try {
      await control.post("faults", definition);
      await readFaults();
      onSet();
    } catch (refused) {
      error.value = messageOf(refused);
    }
  };
  return (
    <form
      class="fault-form"
      onSubmit={(event) => {
        event.preventDefault();
        void set();
      }}
    >
      <SelectField
        label="Kind"
        hint={`${kind.effect}.`}
        value={kind.kind}
        options={kinds.value.map((each) => [each.kind, each.kind])}
        onText={(text) => {
          name.value = text;
          values.value = {};
          error.value = undefined;
        }}
      />
      {kind.moments.length > 1 && (
        <SelectField
          label="At"
          value={values.value.at ?? EVERYWHERE}
          options={[[EVERYWHERE, "wherever it can strike"], ...kind.moments.map(({ at }) => [at, at] as const)]}
          onText={change("at")}
        />
      )}
      <Fields kind={kind} values={values.value} change={change} />
      {error.value !== undefined && (
        <p class="bad" role="alert">
          {error.value}
        </p>
      )}
      <div class="fault-actions">
        <code class="ellipsis">{`--fault ${textOf(definition)}`}</code>
        <button type="submit" class="button primary">
          Set it
        </button>
      </div>
    </form>
  );
}

interface FieldsOptions {
  readonly kind: FaultKind;
  readonly values: Values;
  readonly change: (key: string) => (text: string) => void;
}

/** Fields for those whom it is meant for, then for the way in which it strikes. */
function Fields({ kind, values, change }: FieldsOptions) {
  return (
    <div class="fault-fields">
      {keysAt(kind, values.at).map((key) => (
        <TextField
          key={key}
          isCode
          label={key}
          placeholder="any"
          value={values[key] ?? ""}
          suggestions={suggestionsOf(key, stack.value)}
          onText={change(key)}
        />
      ))}
      {kind.settings.map(({ name: key, allowed, required }) => (
        <TextField
          key={key}
          isCode
          label={required ? `${key} (needed)` : key}
          hint={allowed}
          value={values[key] ?? ""}
          onText={change(key)}
        />
      ))}
    </div>
  );
}

/** The keys of a moment, or of all moments of the kind. */
function keysAt({ moments }: FaultKind, at = EVERYWHERE): readonly string[] {
  const meant = moments.filter((moment) => at === EVERYWHERE || moment.at === at);
  return [...new Set(meant.flatMap(({ keys }) => keys))];
}

/** The fields that are filled in, numbers as numbers; the engine says what is wrong with them. */
function definitionOf(kind: FaultKind, values: Values): Record<string, string | number> {
  const numbers = new Set(kind.settings.filter(({ allowed }) => allowed !== "a text").map(({ name }) => name));
  const filled = Object.entries(values).filter(([, text]) => text.trim() !== "");
  const entries = filled.map(([key, text]) => [
    key,
    numbers.has(key) && !Number.isNaN(Number(text)) ? Number(text) : text,
  ]);
  return { kind: kind.kind, ...Object.fromEntries(entries) };
}
