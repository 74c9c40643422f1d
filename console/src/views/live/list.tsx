import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { engineSecond } from "../../engine/clock.ts";
import { missedEntries } from "../../engine/journal/journal.ts";
import { type Arrangement, arrange, type Shown, type SortKey } from "../../model/connections/arrange.ts";
import type { ConnectionRow } from "../../model/connections/table.ts";
import { SearchField } from "../../ui/controls/field.tsx";
import { formatCount } from "../../ui/format.ts";
import { VirtualRows } from "../../ui/layout/virtual-rows.tsx";
import { replacePlace } from "../../ui/links.ts";
import { Empty, Failure } from "../../ui/messages.tsx";
import { Missed } from "../../ui/missed.tsx";
import { NobodyYet } from "./nobody-yet.tsx";
import { Row } from "./row.tsx";
import { useLiveTable } from "./use-table.ts";

const ROW_HEIGHT_PX = 32;

/** Rows for which there is certainly room without a bar to scroll by. */
const MOST_WITHOUT_BAR = 15;

const COLUMNS: readonly (readonly [SortKey, string])[] = [
  ["state", "State"],
  ["user", "User"],
  ["id", "Connection"],
  ["api", "API"],
  ["age", "Age"],
  ["idle", "Idle"],
  ["in", "In"],
  ["out", "Out"],
  ["route", "Last route"],
];

/** Columns that are wanted with the largest first. */
const LARGEST_FIRST: ReadonlySet<SortKey> = new Set(["in", "out"]);

const FIRST: Arrangement = { search: "", show: "all", sortBy: "age", isDescending: false };

/** The lanes of all connections. */
export function ConnectionList({ selected }: { readonly selected: string | undefined }) {
  const { table, revision, isKnown, failure, read } = useLiveTable();
  const arrangement = useSignal(FIRST);
  const { value } = arrangement;
  const rows = useMemo(() => arrange(table.rows(), value), [revision.value, value]);
  const change = (part: Partial<Arrangement>) => {
    arrangement.value = { ...value, ...part };
  };
  if (failure.value !== undefined && !isKnown.value) return <Failure message={failure.value} onRetry={read} />;
  if (!isKnown.value) return <div class="live-waits" aria-busy="true" />;
  if (table.openCount + table.endedCount === 0) return <NobodyYet />;
  return (
    <div class={rows.length > MOST_WITHOUT_BAR ? "live-list live-scrolls" : "live-list"}>
      <div class="toolbar">
        <SearchField label="Search connections" value={value.search} onText={(search) => change({ search })} />
        <Filter shown={value.show} onShow={(show) => change({ show })} counts={countsOf(table)} />
        <span class="space" />
        <Missed count={missedEntries.value} effect="Counts were read anew since." />
        <span class="live-found quiet-text">{value.search !== "" && `${formatCount(rows.length)} found`}</span>
      </div>
      <Head arrangement={value} onSort={(sortBy) => change(sortedBy(value, sortBy))} />
      {rows.length === 0 ? (
        <Empty title="No connection is like that" icon="search">
          <p>Search for a part of an id, a user, an API, a route or a state, or show all connections.</p>
        </Empty>
      ) : (
        <Lanes rows={rows} selected={selected} />
      )}
    </div>
  );
}

function Lanes({ rows, selected }: { readonly rows: readonly ConnectionRow[]; readonly selected: string | undefined }) {
  const now = engineSecond();
  return (
    <VirtualRows
      rows={rows}
      rowHeightPx={ROW_HEIGHT_PX}
      label="Connections"
      keyOf={({ connectionId }) => connectionId}
      selectedKey={selected}
      onSelect={({ connectionId }) => replacePlace("connections", connectionId)}
      rowClass={({ endedAt }) => (endedAt === undefined ? "" : "live-ended")}
      render={(row) => <Row row={row} now={now} />}
    />
  );
}

const sortedBy = ({ sortBy, isDescending }: Arrangement, wanted: SortKey): Partial<Arrangement> => ({
  sortBy: wanted,
  isDescending: sortBy === wanted ? !isDescending : LARGEST_FIRST.has(wanted),
});

const countsOf = ({ openCount: open, endedCount: ended }: { openCount: number; endedCount: number }) => ({
  all: open + ended,
  open,
  ended,
});

const SHOWN: readonly (readonly [Shown, string])[] = [
  ["all", "All"],
  ["open", "Open"],
  ["ended", "Ended"],
];

interface FilterOptions {
  readonly shown: Shown;
  readonly counts: Readonly<Record<Shown, number>>;
  readonly onShow: (shown: Shown) => void;
}

function Filter({ shown, counts, onShow }: FilterOptions) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a legend
    <div class="live-filter" role="group" aria-label="Connections to show">
      {SHOWN.map(([each, title]) => (
        <button key={each} type="button" aria-pressed={each === shown} onClick={() => onShow(each)}>
          {title} <span class="tab-count">{formatCount(counts[each])}</span>
        </button>
      ))}
    </div>
  );
}

interface HeadOptions {
  readonly arrangement: Arrangement;
  readonly onSort: (key: SortKey) => void;
}

function Head({ arrangement: { sortBy, isDescending }, onSort }: HeadOptions) {
  const order = isDescending ? "descending" : "ascending";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a legend
    <div class="live-head live-lane" role="group" aria-label="Sort by">
      {COLUMNS.map(([key, title]) => (
        <button
          key={key}
          type="button"
          class={`live-${key}`}
          aria-pressed={key === sortBy}
          aria-label={key === sortBy ? `${title}, ${order}` : title}
          onClick={() => onSort(key)}
        >
          {title}
          {key === sortBy && <span aria-hidden="true">{isDescending ? " ↓" : " ↑"}</span>}
        </button>
      ))}
      <span class="live-activity">Last minute</span>
    </div>
  );
}
