import { useSignal } from "@preact/signals";
import type { StackKey, StackTable } from "../../../engine/stack-parts.ts";
import { Button } from "../../../ui/controls/button.tsx";
import { SelectField, TextField } from "../../../ui/controls/field.tsx";
import { FILTER_OPERATORS, type Filter, keysOf, type ReadForm, SORT_OPERATORS } from "./read-input.ts";

interface ReadFormOptions {
  readonly table: StackTable;
  readonly form: ReadForm;
  /** Reads by the form. */
  readonly onRun: (form: ReadForm) => void;
  /** Names of attributes that were seen. */
  readonly names: readonly string[];
  readonly problem: string | undefined;
}

const TYPES: Readonly<Record<StackKey["type"], string>> = { S: "string", N: "number", B: "base64" };

/** Asks which items to read: all, or by key and index, with filters. */
export function ReadFormView({ table, form: given, onRun, names, problem }: ReadFormOptions) {
  const form = useSignal(given);
  const change = (part: Partial<ReadForm>) => {
    form.value = { ...form.value, ...part };
  };
  const { mode, index, filters } = form.value;
  const run = (event: Event) => {
    event.preventDefault();
    onRun(form.value);
  };
  return (
    <form class="data-read" onSubmit={run}>
      <div class="data-read-row">
        <SelectField
          label="Read"
          value={mode}
          options={[
            ["scan", "Scan (all items)"],
            ["query", "Query (by key)"],
          ]}
          onText={(value) => change({ mode: value as ReadForm["mode"] })}
        />
        {table.indexes.length > 0 && (
          <SelectField
            label="From"
            value={index}
            options={[["", "the table"], ...table.indexes.map(({ name }) => [name, `index ${name}`] as const)]}
            onText={(value) => change({ index: value })}
          />
        )}
        {mode === "query" && <KeyFields keys={keysOf(table, index)} form={form.value} onChange={change} />}
        <Button type="submit" look="primary" class="data-run">
          {mode === "query" ? "Query" : "Scan"}
        </Button>
      </div>
      <Filters filters={filters} names={names} onFilters={(next) => change({ filters: next })} />
      {problem !== undefined && (
        <p class="data-refusal bad" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

interface KeyFieldsOptions {
  readonly keys: readonly StackKey[];
  readonly form: ReadForm;
  readonly onChange: (part: Partial<ReadForm>) => void;
}

function KeyFields({ keys, form, onChange }: KeyFieldsOptions) {
  const partition = keys.find(({ role }) => role === "HASH");
  const sort = keys.find(({ role }) => role === "RANGE");
  return (
    <>
      {partition && (
        <TextField
          label={`${partition.name} (${TYPES[partition.type]})`}
          isCode
          value={form.partition}
          onText={(text) => onChange({ partition: text })}
        />
      )}
      {sort && (
        <SelectField
          label={`${sort.name} (${TYPES[sort.type]})`}
          value={form.sortOperator}
          options={Object.entries(SORT_OPERATORS)}
          onText={(value) => onChange({ sortOperator: value })}
        />
      )}
      {sort && form.sortOperator !== "" && (
        <TextField
          label={form.sortOperator === "between" ? "from" : "value"}
          isCode
          value={form.sort}
          onText={(text) => onChange({ sort: text })}
        />
      )}
      {sort && form.sortOperator === "between" && (
        <TextField label="to" isCode value={form.sortUpper} onText={(text) => onChange({ sortUpper: text })} />
      )}
      {sort && (
        <label class="data-check">
          <input
            type="checkbox"
            checked={form.isDescending}
            onChange={({ currentTarget }) => onChange({ isDescending: currentTarget.checked })}
          />
          Largest first
        </label>
      )}
    </>
  );
}

interface FiltersOptions {
  readonly filters: readonly Filter[];
  readonly names: readonly string[];
  readonly onFilters: (filters: readonly Filter[]) => void;
}

const NEW_FILTER: Filter = { name: "", operator: "=", type: "S", value: "" };

function Filters({ filters, names, onFilters }: FiltersOptions) {
  const change = (at: number, part: Partial<Filter>) =>
    onFilters(filters.map((filter, index) => (index === at ? { ...filter, ...part } : filter)));
  return (
    <div class="data-filters">
      {filters.map((filter, at) => (
        <div key={at} class="data-read-row">
          <TextField
            label="Attribute"
            isCode
            value={filter.name}
            suggestions={names}
            onText={(name) => change(at, { name })}
          />
          <SelectField
            label="is"
            value={filter.operator}
            options={Object.entries(FILTER_OPERATORS)}
            onText={(operator) => change(at, { operator })}
          />
          {!filter.operator.startsWith("attribute_") && (
            <>
              <SelectField
                label="Type"
                value={filter.type}
                options={[
                  ["S", "string"],
                  ["N", "number"],
                  ["BOOL", "boolean"],
                ]}
                onText={(type) => change(at, { type: type as Filter["type"] })}
              />
              <TextField label="Value" isCode value={filter.value} onText={(value) => change(at, { value })} />
            </>
          )}
          <Button
            icon="trash"
            look="quiet"
            class="data-run"
            aria-label={`Remove filter ${at + 1}`}
            onClick={() => onFilters(filters.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <Button icon="filter" look="quiet" onClick={() => onFilters([...filters, NEW_FILTER])}>
        Add a filter
      </Button>
    </div>
  );
}
