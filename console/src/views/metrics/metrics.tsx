import { engineSecond, isEnginePaused } from "../../engine/clock.ts";
import { missedEntries } from "../../engine/journal/journal.ts";
import { stack } from "../../engine/stack.ts";
import { collectedVersion, metrics, openBefore } from "../../model/collected.ts";
import type { Window } from "../../model/metrics/series.ts";
import { Badge } from "../../ui/badge.tsx";
import { formatCount, formatDuration, formatTime } from "../../ui/format.ts";
import { href } from "../../ui/links.ts";
import { Empty } from "../../ui/messages.tsx";
import { Missed } from "../../ui/missed.tsx";
import type { ViewProps } from "../view.ts";
import { Breakdown } from "./breakdown.tsx";
import { Plot } from "./plot.tsx";
import { type PlotSpec, plotsOf } from "./plots.ts";
import { nameScopes, parseScope, scopeKey } from "./scopes.ts";
import "./metrics.css";

const WINDOWS = [1, 5, 15, 60];
const DEFAULT_MINUTES = 5;

/** Rows of the tables below plots. */
const MOST_ROWS = 12;

/** Connections, messages, latency and errors of the last minutes. */
export function MetricsView({ query }: ViewProps) {
  void collectedVersion.value;
  const given = Number(query.get("minutes"));
  const minutes = WINDOWS.includes(given) ? given : DEFAULT_MINUTES;
  const scope = parseScope(query.get("of"));
  // Entries that have come are never after now.
  const now = Math.max(engineSecond(), metrics.newestAt);
  const scopes = nameScopes(metrics.scopes, stack.value);
  const series = metrics.series(scope);
  const window = series?.window(now, minutes);
  const table = series?.window(now, minutes, MOST_ROWS);
  const isOfSockets = scope.kind === "all" || scope.kind === "api";
  const open = isOfSockets ? Math.max(0, metrics.open(scope) + (openBefore.value.get(scope.id) ?? 0)) : undefined;
  const place = (of: string, of_minutes: number) => {
    location.hash = `${href("metrics")}?of=${encodeURIComponent(of)}&minutes=${of_minutes}`;
  };
  return (
    <div class="metrics">
      <div class="toolbar">
        <select
          aria-label="Numbers of"
          value={scopeKey(scope)}
          onChange={({ currentTarget }) => place(currentTarget.value, minutes)}
        >
          {scopes.length === 0 && <option value="">All APIs</option>}
          {scopes.map(({ scope: each, title, of }) => (
            <option key={scopeKey(each)} value={scopeKey(each)}>
              {`${KIND_WORDS[each.kind]}${title}${of === undefined ? "" : ` of ${of}`}`}
            </option>
          ))}
        </select>
        <fieldset class="segments" aria-label="Window">
          {WINDOWS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === minutes}
              onClick={() => place(scopeKey(scope), each)}
            >{`${each} min`}</button>
          ))}
        </fieldset>
        {isEnginePaused.value && <Badge tone="warn">time stands still: all falls into one second</Badge>}
        <Missed count={missedEntries.value} effect="They are not in these numbers." />
      </div>
      {window && table ? (
        <div class="metrics-body">
          <Totals window={window} open={open} />
          <div class="plots">
            {plotsOf(window, open).map((spec, index) => (
              <PlotCard key={spec.title} spec={spec} table={plotsOf(table, open)[index]} />
            ))}
          </div>
          <Breakdown scopes={scopes} selected={scope} now={now} minutes={minutes} />
        </div>
      ) : (
        <Empty title="Nothing has been counted yet" icon="metrics">
          <p>
            Connect a client, or open a socket in the <a href={href("playground")}>playground</a>: connections, messages
            and their latency are drawn here as they come.
          </p>
        </Empty>
      )}
    </div>
  );
}

const KIND_WORDS = { all: "", api: "API ", route: "Route ", function: "Function " };

function Totals({ window, open }: { window: Window; open: number | undefined }) {
  const { counts, p50, p95, p99 } = window.total;
  const latency = (ms: number | undefined) => (ms === undefined ? "–" : formatDuration(ms));
  const facts: readonly (readonly [string, string, string?])[] = [
    ...(open === undefined
      ? [["Calls", formatCount(counts.calls)] as const]
      : [
          ["Connections", formatCount(open)] as const,
          ["Messages in", formatCount(counts.in)] as const,
          ["Messages out", formatCount(counts.out)] as const,
        ]),
    ["p50", latency(p50)],
    ["p95", latency(p95)],
    ["p99", latency(p99)],
    ["Errors", formatCount(counts.errors), counts.errors > 0 ? "bad" : ""],
  ];
  return (
    <dl class="totals">
      {facts.map(([name, value, tone = ""]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={tone}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function PlotCard({ spec, table }: { readonly spec: PlotSpec; readonly table: PlotSpec | undefined }) {
  return (
    <figure class="plot-card">
      <figcaption>
        <h2>{spec.title}</h2>
        {spec.lines.length > 1 &&
          spec.lines.map(({ title, colour }) => (
            <span key={title} class="plot-key">
              <i style={{ background: `var(${colour})` }} />
              {title}
            </span>
          ))}
      </figcaption>
      <Plot spec={spec} />
      {table && <PlotTable spec={table} />}
    </figure>
  );
}

function PlotTable({ spec }: { readonly spec: PlotSpec }) {
  const [times = [], ...lines] = spec.data;
  return (
    <details>
      <summary>{`${spec.title} as a table`}</summary>
      <table class="metrics-table">
        <thead>
          <tr>
            <th>From</th>
            {spec.lines.map(({ title }) => (
              <th key={title} class="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((seconds, row) => (
            <tr key={seconds}>
              <th scope="row" class="mono">
                {formatTime((seconds ?? 0) * 1000).slice(0, 8)}
              </th>
              {lines.map((values, line) => (
                <td key={spec.lines[line]?.title} class="number">
                  {values[row] === null || values[row] === undefined ? "–" : spec.format(values[row])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
