import { useMemo } from "preact/hooks";
import type { Filter } from "../../model/traces/filter.ts";
import { KINDS, type Summary, summaryOf } from "../../model/traces/summary.ts";
import type { Trace } from "../../model/traces/trace-index.ts";
import { type TreeContext, treeOf } from "../../model/traces/tree.ts";
import { type Why, whyOf } from "../../model/traces/why.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/controls/button.tsx";
import { CopyButton } from "../../ui/controls/copy-button.tsx";
import { type Fact, Facts } from "../../ui/facts.tsx";
import { formatDateTime, formatDuration, formatPlural, visible } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { href } from "../../ui/links.ts";
import { hasHar, save } from "./export.ts";
import { StatusBadges } from "./row.tsx";
import { context, traceOf } from "./state.ts";
import { Place, Waterfall } from "./waterfall.tsx";

interface DetailOptions {
  readonly trace: Trace;
  /** Changes with the trace. */
  readonly version: number;
  readonly filter: Filter;
  readonly onFilter: (changes: Partial<Filter>) => void;
}

/** All about one trace: why it ended as it did, and what happened in it. */
export function TraceDetail({ trace, version, filter, onFilter }: DetailOptions) {
  const known = context.value;
  const { summary, tree, why } = useMemo(() => detailOf(trace, known), [trace, version, known]);
  return (
    <article class="trace">
      <header class="trace-head">
        <Badge>{KINDS[summary.kind]}</Badge>
        <h2 class="ellipsis">{visible(summary.what)}</h2>
        <StatusBadges summary={summary} />
      </header>
      {why && <WhyBox why={why} />}
      <Facts facts={factsOf(summary, filter, onFilter)} />
      <div class="trace-actions">
        <CopyButton text={() => `${location.origin}/${href("traces", trace.id)}`} label="Copy link to this trace">
          Copy link
        </CopyButton>
        <Button look="quiet" icon="down" onClick={() => save([trace], "json")}>
          JSON
        </Button>
        {hasHar([trace]) && (
          <Button look="quiet" icon="down" onClick={() => save([trace], "har")}>
            HAR
          </Button>
        )}
      </div>
      <Waterfall key={trace.id} tree={tree} />
      {trace.more > 0 && (
        <p class="trace-note">{`${formatPlural(trace.more, "entry", "entries")} more of this trace are not kept here.`}</p>
      )}
    </article>
  );
}

function detailOf(trace: Trace, known: TreeContext) {
  const tree = treeOf(trace, known);
  const met = tree.lines.flatMap(({ otherTraceId }) => (otherTraceId === undefined ? [] : [traceOf(otherTraceId)]));
  const entries = [...trace.entries, ...met.flatMap((other) => other?.entries ?? [])];
  return { tree, summary: summaryOf(trace, known), why: whyOf(entries, known.names) };
}

function WhyBox({ why: { sentence, location, statement, log } }: { readonly why: Why }) {
  return (
    <section class="trace-why" aria-label="Why it ended so">
      <Icon name="warning" />
      <div>
        <p>{visible(sentence)}</p>
        {location !== undefined && <Place location={location} />}
        {log !== undefined && (
          <p class="trace-log">
            {`${log.logicalId} had logged: `}
            <q>{visible(log.text)}</q>
          </p>
        )}
        {statement !== undefined && (
          <p class="trace-statement">
            <code>{visible(statement)}</code>
          </p>
        )}
      </div>
    </section>
  );
}

function factsOf(summary: Summary, filter: Filter, onFilter: DetailOptions["onFilter"]): readonly Fact[] {
  const { id, kind, api, stage, what, user, connectionId, startedAt, durationMs, functions } = summary;
  return [
    ["Started", `${formatDateTime(startedAt)} UTC`],
    ["Took", formatDuration(durationMs)],
    ["API", [api, stage].filter(Boolean).join(" / ")],
    [
      "User",
      user === "" ? undefined : (
        <Only value={user} isOn={filter.user === user} onToggle={(value) => onFilter({ user: value })} name="user" />
      ),
    ],
    [
      "Connection",
      connectionId === "" ? undefined : <a href={href("connections", connectionId)}>{visible(connectionId)}</a>,
    ],
    [
      "Route",
      kind !== "message" ? undefined : (
        <Only value={what} isOn={filter.route === what} onToggle={(value) => onFilter({ route: value })} name="route" />
      ),
    ],
    [
      "Functions",
      functions.length === 0 ? undefined : (
        <span class="trace-functions">
          {functions.map((name) => (
            <a key={name} href={href("functions", name)}>
              {name}
            </a>
          ))}
        </span>
      ),
    ],
    ["Trace", <code key="id">{id}</code>],
  ];
}

interface OnlyOptions {
  readonly name: string;
  readonly value: string;
  readonly isOn: boolean;
  readonly onToggle: (value: string) => void;
}

/** A value with a button that shows only the traces that have it. */
function Only({ name, value, isOn, onToggle }: OnlyOptions) {
  return (
    <span class="trace-only">
      <span class="ellipsis">{visible(value)}</span>
      <Button
        icon="filter"
        look="quiet"
        aria-pressed={isOn}
        aria-label={isOn ? `Show every ${name}` : `Show this ${name} only`}
        onClick={() => onToggle(isOn ? "" : value)}
      />
    </span>
  );
}
