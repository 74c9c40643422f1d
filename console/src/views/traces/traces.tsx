import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { journalState, missedEntries } from "../../engine/journal/journal.ts";
import { type Filter, isFiltering, NO_FILTER, parseFilter } from "../../model/traces/filter.ts";
import type { Summary } from "../../model/traces/summary.ts";
import { Button } from "../../ui/controls/button.tsx";
import { formatCount, formatPlural } from "../../ui/format.ts";
import { SplitPane } from "../../ui/layout/split-pane.tsx";
import { VirtualRows } from "../../ui/layout/virtual-rows.tsx";
import { Empty } from "../../ui/messages.tsx";
import type { ViewProps } from "../view.ts";
import { showPlace } from "./address.ts";
import { TraceDetail } from "./detail.tsx";
import { type Format, save } from "./export.ts";
import { Filters } from "./filters.tsx";
import { TraceColumns, TraceRow } from "./row.tsx";
import { chosen, follow, letGo, ofConsole, revision, total, traceOf } from "./state.ts";
import "./traces.css";

const ROW_HEIGHT_PX = 32;

/** A list that stands still while somebody reads it. */
interface Paused {
  readonly summaries: readonly Summary[];
  readonly total: number;
}

/** One line for each handshake, message, push, event …; each unfolds into what happened in it. */
export function Traces({ segments: [, traceId], query }: ViewProps) {
  useEffect(follow, []);
  const paused = useSignal<Paused | undefined>(undefined);
  const filter = parseFilter(query);
  // Read here, so that what comes is drawn.
  revision.value;
  const summaries = paused.value?.summaries ?? chosen(filter);
  const change = (next: Filter) => {
    if (paused.value) paused.value = { ...paused.value, summaries: chosen(next) };
    showPlace(traceId, next);
  };
  const pause = () => {
    paused.value = paused.value ? undefined : { summaries, total: total() };
  };
  const detail =
    traceId === undefined ? undefined : (
      <Selected traceId={traceId} filter={filter} onFilter={(changes) => change({ ...filter, ...changes })} />
    );
  return (
    <SplitPane
      label="Trace"
      onClose={() => showPlace(undefined, filter)}
      detail={detail}
      list={
        <>
          <div class="toolbar traces-toolbar">
            <Filters filter={filter} onChange={change} />
            <span class="space" />
            <Actions
              summaries={summaries}
              filter={filter}
              onChange={change}
              isPaused={!!paused.value}
              onPause={pause}
            />
          </div>
          <Counts shown={summaries.length} paused={paused.value} filter={filter} onChange={change} />
          <List summaries={summaries} filter={filter} traceId={traceId} onChange={change} />
        </>
      }
    />
  );
}

interface SelectedOptions {
  readonly traceId: string;
  readonly filter: Filter;
  readonly onFilter: (changes: Partial<Filter>) => void;
}

function Selected({ traceId, filter, onFilter }: SelectedOptions) {
  // Read here, so that what comes is drawn.
  revision.value;
  const trace = traceOf(traceId);
  if (trace) return <TraceDetail trace={trace} version={trace.version} filter={filter} onFilter={onFilter} />;
  if (journalState.value === "connecting") return <Empty title="The journal is being read" icon="traces" />;
  return (
    <Empty title="This trace is not here any more" icon="traces">
      <p>The engine and this page keep the newest traces only. Choose another one in the list, or do the same again.</p>
    </Empty>
  );
}

interface ActionsOptions {
  readonly summaries: readonly Summary[];
  readonly filter: Filter;
  readonly isPaused: boolean;
  readonly onPause: () => void;
  readonly onChange: (filter: Filter) => void;
}

function Actions({ summaries, filter, isPaused, onPause, onChange }: ActionsOptions) {
  const exported = (format: Format) =>
    save(
      summaries.flatMap(({ id }) => traceOf(id) ?? []),
      format,
    );
  return (
    <div class="traces-actions">
      <Button
        look="quiet"
        icon={filter.oldestFirst ? "down" : "up"}
        aria-label={filter.oldestFirst ? "Show the newest first" : "Show the oldest first"}
        onClick={() => onChange({ ...filter, oldestFirst: !filter.oldestFirst })}
      />
      <Button look="quiet" onClick={() => exported("json")} disabled={summaries.length === 0}>
        JSON
      </Button>
      <Button look="quiet" onClick={() => exported("har")} disabled={!summaries.some(isOfHttp)}>
        HAR
      </Button>
      <Button icon={isPaused ? "play" : "pause"} aria-pressed={isPaused} onClick={onPause}>
        {isPaused ? "Go on" : "Pause"}
      </Button>
    </div>
  );
}

const isOfHttp = ({ kind }: Summary) => kind === "handshake" || kind === "http";

interface CountsOptions extends Pick<ListOptions, "filter" | "onChange"> {
  readonly shown: number;
  readonly paused: Paused | undefined;
}

function Counts({ shown, paused, filter, onChange }: CountsOptions) {
  // Read here, so that what comes is counted.
  revision.value;
  const missed = missedEntries.value;
  const parts = [
    `${formatCount(shown)} of ${formatPlural(total(), "trace")}`,
    ...(paused ? [`paused, ${formatCount(total() - paused.total)} new`] : []),
    ...(letGo() > 0 ? [`${formatCount(letGo())} older ones dropped`] : []),
    ...(missed > 0 ? [`${formatPlural(missed, "entry", "entries")} dropped before they came here`] : []),
    ...(journalState.value === "lost" ? ["the engine does not answer; this goes on where it stopped"] : []),
  ];
  return (
    <p class="traces-counts quiet-text">
      {parts.join(" · ")}
      <OfConsole filter={filter} onChange={onChange} />
    </p>
  );
}

/** Tells of the calls that the console made itself, which are left out unless somebody wants them. */
function OfConsole({ filter, onChange }: Pick<ListOptions, "filter" | "onChange">) {
  const count = ofConsole();
  if (count === 0) return null;
  const { withConsole } = filter;
  return (
    <>
      {` · ${formatCount(count)} of this page itself ${withConsole ? "among them" : "left out"} `}
      <button type="button" class="text-button" onClick={() => onChange({ ...filter, withConsole: !withConsole })}>
        {withConsole ? "Leave out" : "Show"}
      </button>
    </>
  );
}

interface ListOptions {
  readonly summaries: readonly Summary[];
  readonly filter: Filter;
  readonly traceId: string | undefined;
  readonly onChange: (filter: Filter) => void;
}

function List({ summaries, filter, traceId, onChange }: ListOptions) {
  if (summaries.length === 0) return <Nothing filter={filter} onChange={onChange} />;
  const longestMs = summaries.reduce((longest, { durationMs }) => Math.max(longest, durationMs), 0);
  return (
    <>
      <TraceColumns />
      <VirtualRows
        label="Traces"
        rows={summaries}
        rowHeightPx={ROW_HEIGHT_PX}
        keyOf={({ id }) => id}
        selectedKey={traceId}
        followsEnd={filter.oldestFirst}
        onSelect={({ id }) => showPlace(id, filter)}
        render={(summary) => <TraceRow summary={summary} longestMs={longestMs} />}
      />
    </>
  );
}

function Nothing({ filter, onChange }: Pick<ListOptions, "filter" | "onChange">) {
  if (isFiltering(filter))
    return (
      <Empty title="No trace fits" icon="filter">
        <p>The filter leaves nothing over of what came so far.</p>
        <Button
          onClick={() => onChange({ ...NO_FILTER, withConsole: filter.withConsole, oldestFirst: filter.oldestFirst })}
        >
          Show all
        </Button>
      </Empty>
    );
  return (
    <Empty title="Nothing has happened yet" icon="traces">
      <p>
        Open a socket in the <a href="#/playground">playground</a>, run your client, or put an event on a bus: each
        handshake, message, push and event comes here with all that it leads to.
      </p>
    </Empty>
  );
}
