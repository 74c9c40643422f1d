import { metrics } from "../../model/collected.ts";
import type { Scope } from "../../model/metrics/metrics.ts";
import { formatCount, formatDuration } from "../../ui/format.ts";
import { href } from "../../ui/links.ts";
import { type NamedScope, scopeKey } from "./scopes.ts";

interface BreakdownOptions {
  readonly scopes: readonly NamedScope[];
  readonly selected: Scope;
  readonly now: number;
  readonly minutes: number;
}

const KINDS: readonly (readonly [kind: Scope["kind"], title: string])[] = [
  ["api", "APIs"],
  ["route", "Routes"],
  ["function", "Functions"],
];

/** A table of each kind of thing that is counted; a row leads to its plots. */
export function Breakdown(options: BreakdownOptions) {
  return (
    <div class="breakdown">
      {KINDS.map(([kind, title]) => {
        const rows = options.scopes.filter(({ scope }) => scope.kind === kind);
        return rows.length > 0 && <Table key={kind} {...options} title={title} rows={rows} kind={kind} />;
      })}
    </div>
  );
}

function Table({
  title,
  rows,
  kind,
  ...options
}: BreakdownOptions & { title: string; rows: readonly NamedScope[]; kind: Scope["kind"] }) {
  const isFunction = kind === "function";
  return (
    <div>
      <h2>{title}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys scroll what has the focus */}
      <section class="metrics-scroll" tabIndex={0} aria-label={title}>
        <table class="metrics-table">
          <thead>
            <tr>
              <th>{title.slice(0, -1)}</th>
              {isFunction ? <th class="number">Invocations</th> : <th class="number">In</th>}
              {!isFunction && <th class="number">Out</th>}
              <th class="number">p50</th>
              <th class="number">p95</th>
              <th class="number">p99</th>
              <th class="number">Errors</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.scope.id} row={row} {...options} />
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function Row({ row, selected, now, minutes }: Omit<BreakdownOptions, "scopes"> & { row: NamedScope }) {
  const { scope, title, of, functionId } = row;
  const total = metrics.series(scope)?.window(now, minutes).total;
  const { in: received = 0, out = 0, calls = 0, errors = 0 } = total?.counts ?? {};
  const isSelected = scope.kind === selected.kind && scope.id === selected.id;
  return (
    <tr aria-selected={isSelected} class={isSelected ? "selected" : ""}>
      <th scope="row">
        <a href={`${href("metrics")}?of=${encodeURIComponent(scopeKey(scope))}&minutes=${minutes}`} class="mono">
          {title}
        </a>
        {of !== undefined && <span class="quiet-text">{` ${of}`}</span>}
        {functionId !== undefined && (
          <a class="row-link" href={href("functions", functionId)} aria-label={`logs of ${functionId}`}>
            logs
          </a>
        )}
      </th>
      {scope.kind === "function" ? (
        <td class="number">{formatCount(calls)}</td>
      ) : (
        <>
          <td class="number">{formatCount(received || (out === 0 ? calls : 0))}</td>
          <td class="number">{formatCount(out)}</td>
        </>
      )}
      {[total?.p50, total?.p95, total?.p99].map((ms, index) => (
        <td key={index} class="number">
          {ms === undefined ? "–" : formatDuration(ms)}
        </td>
      ))}
      <td class={errors > 0 ? "number bad" : "number"}>{formatCount(errors)}</td>
    </tr>
  );
}
