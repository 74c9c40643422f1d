import type { Filter } from "../../model/traces/filter.ts";
import { KINDS } from "../../model/traces/summary.ts";
import { Button } from "../../ui/controls/button.tsx";
import { SearchField } from "../../ui/controls/field.tsx";
import { formatDuration } from "../../ui/format.ts";
import { apiNames, functionNames } from "./state.ts";

type Options = readonly (readonly [value: string, title: string])[];

const STATUSES: Options = [
  ["", "Any status"],
  ["problems", "Problems"],
  ["failures", "Failures"],
];

const SLOWNESS: Options = [
  ["0", "Any duration"],
  ...[10, 100, 1_000, 10_000].map((ms): readonly [string, string] => [String(ms), `≥ ${formatDuration(ms)}`]),
];

const namesAs = (all: string, names: readonly string[]): Options => [
  ["", all],
  ...names.map((name) => [name, name] as const),
];

interface FiltersOptions {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** The search and the choices above the list. */
export function Filters({ filter, onChange }: FiltersOptions) {
  const change = (changes: Partial<Filter>) => onChange({ ...filter, ...changes });
  const kinds: Options = [["", "All kinds"], ...Object.entries(KINDS)];
  const statuses = STATUSES.some(([value]) => value === filter.status)
    ? STATUSES
    : [...STATUSES, [filter.status, `Status ${filter.status}`] as const];
  return (
    <>
      <SearchField label="Search traces" value={filter.text} onText={(text) => change({ text })} />
      <Choice
        label="Kind"
        value={filter.kind}
        options={kinds}
        onText={(kind) => change({ kind: kind as Filter["kind"] })}
      />
      <Choice
        label="API"
        value={filter.api}
        options={namesAs("All APIs", apiNames.value)}
        onText={(api) => change({ api })}
      />
      <Choice
        label="Function"
        value={filter.function}
        options={namesAs("All functions", functionNames.value)}
        onText={(name) => change({ function: name })}
      />
      <Choice label="Status" value={filter.status} options={statuses} onText={(status) => change({ status })} />
      <Choice
        label="Duration"
        value={String(filter.slowMs)}
        options={SLOWNESS}
        onText={(ms) => change({ slowMs: Number(ms) })}
      />
      {filter.route !== "" && <Chip name="route" value={filter.route} onRemove={() => change({ route: "" })} />}
      {filter.user !== "" && <Chip name="user" value={filter.user} onRemove={() => change({ user: "" })} />}
    </>
  );
}

interface ChoiceOptions {
  readonly label: string;
  readonly value: string;
  readonly options: Options;
  readonly onText: (value: string) => void;
}

function Choice({ label, value, options, onText }: ChoiceOptions) {
  return (
    <select
      class={value === options[0]?.[0] ? "trace-choice" : "trace-choice chosen"}
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => onText(currentTarget.value)}
    >
      {options.map(([each, title]) => (
        <option key={each} value={each}>
          {title}
        </option>
      ))}
    </select>
  );
}

function Chip({
  name,
  value,
  onRemove,
}: {
  readonly name: string;
  readonly value: string;
  readonly onRemove: () => void;
}) {
  return (
    <span class="trace-chip">
      <span class="ellipsis">{`${name}: ${value}`}</span>
      <Button icon="close" look="quiet" aria-label={`Show every ${name}`} onClick={onRemove} />
    </span>
  );
}
