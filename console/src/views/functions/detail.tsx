import type { ComponentType } from "preact";
import { formatCount, formatDuration } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Tabs } from "../../ui/layout/tabs.tsx";
import { Configuration } from "./configuration.tsx";
import { Iam } from "./iam.tsx";
import { Invocations } from "./invocations/invocations.tsx";
import { Invoke } from "./invoke.tsx";
import { Logs } from "./logs/logs.tsx";
import { showFunction, type TabId, tabOf } from "./model/places.ts";
import type { FunctionRow, TabProps } from "./model/rows.ts";

interface TabRow {
  readonly id: TabId;
  readonly title: string;
  readonly content: ComponentType<TabProps>;
}

const TAB_ROWS: readonly TabRow[] = [
  { id: "logs", title: "Logs", content: Logs },
  { id: "invocations", title: "Invocations", content: Invocations },
  { id: "invoke", title: "Invoke", content: Invoke },
  { id: "configuration", title: "Configuration", content: Configuration },
  { id: "iam", title: "IAM", content: Iam },
];

interface DetailOptions {
  readonly row: FunctionRow;
  readonly query: URLSearchParams;
}

/** All about one function. */
export function FunctionDetail({ row, query }: DetailOptions) {
  const selected = tabOf(query.get("tab"));
  const Content = TAB_ROWS.find(({ id }) => id === selected)?.content ?? Logs;
  const { logicalId, description } = row.own;
  return (
    <section class="fn-detail" aria-label={logicalId}>
      <header class="fn-head">
        <a class="fn-back" href="#/functions" aria-label="All functions">
          <Icon name="left" />
        </a>
        <div class="fn-title">
          <h2 class="ellipsis">{logicalId}</h2>
          {description && <p class="quiet-text ellipsis">{description}</p>}
        </div>
        <Numbers row={row} />
      </header>
      <Tabs
        label="Parts of the function"
        tabs={TAB_ROWS}
        selected={selected}
        onSelect={(tab) => showFunction(logicalId, { tab: tabOf(tab) })}
      >
        <Content row={row} request={query.get("request") ?? undefined} />
      </Tabs>
    </section>
  );
}

const duration = (ms: number | undefined) => (ms === undefined ? "–" : formatDuration(ms));

function Numbers({ row: { activity, own } }: { readonly row: FunctionRow }) {
  if (!activity) return null;
  const { invocations, errors, throttles, coldStarts, p50Ms, p95Ms, maxMemoryMb, running, environments } = activity;
  const numbers: readonly (readonly [string, string, boolean?])[] = [
    ["Invocations", formatCount(invocations)],
    ["Errors", formatCount(errors), errors > 0],
    ...(throttles > 0 ? [["Throttled", formatCount(throttles), true] as const] : []),
    ["Cold starts", formatCount(coldStarts)],
    ["p50", duration(p50Ms)],
    ["p95", duration(p95Ms)],
    ["Memory", `${maxMemoryMb === undefined ? "–" : Math.round(maxMemoryMb)} / ${formatCount(own.memoryMb)} MB`],
    ["Running", `${running} / ${own.reservedConcurrency ?? environments}`],
  ];
  return (
    <dl class="fn-numbers">
      {numbers.map(([name, value, isBad]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={isBad ? "bad" : ""}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
