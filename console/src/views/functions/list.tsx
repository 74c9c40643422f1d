import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { engineSecond } from "../../engine/clock.ts";
import { SearchField } from "../../ui/controls/field.tsx";
import { formatAge, formatCount, formatDuration, formatPlural } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty } from "../../ui/messages.tsx";
import { functionHref } from "./model/places.ts";
import type { FunctionRow } from "./model/rows.ts";

/** Triggers in a few words, for a function that nobody has described. */
const triggersOf = ({ triggers }: FunctionRow["own"]): string =>
  triggers.map(({ kind, logicalId, detail }) => `${kind} ${detail || logicalId}`).join(", ");

interface Column {
  readonly id: string;
  readonly title: string;
  /** In full, for who wonders. */
  readonly about?: string;
  /** Left out where there is little room. */
  readonly isWide?: true;
  readonly isText?: true;
  readonly rank: (row: FunctionRow) => number | string;
  readonly show: (row: FunctionRow) => ComponentChildren;
}

const NONE = <span class="quiet-text">–</span>;

const number = (value: number | undefined, format: (value: number) => string = formatCount): ComponentChildren =>
  value === undefined ? NONE : format(value);

const COLUMNS: readonly Column[] = [
  {
    id: "name",
    title: "Function",
    isText: true,
    rank: ({ own }) => own.logicalId.toLowerCase(),
    show: ({ own }) => (
      <>
        <a class="fn-name" href={functionHref(own.logicalId)}>
          {own.logicalId}
        </a>
        <span class="fn-about ellipsis">{own.description ?? triggersOf(own)}</span>
      </>
    ),
  },
  {
    id: "runtime",
    title: "Runtime",
    isWide: true,
    isText: true,
    rank: ({ own }) => own.runtime,
    show: ({ own }) => own.runtime,
  },
  {
    id: "invocations",
    title: "Invocations",
    rank: ({ activity }) => activity?.invocations ?? 0,
    show: ({ activity }) => number(activity?.invocations || undefined),
  },
  {
    id: "errors",
    title: "Errors",
    about: "Invocations that failed or timed out; throttled ones are not counted",
    rank: ({ activity }) => activity?.errors ?? 0,
    show: ({ activity }) => (activity?.errors ? <span class="fn-errors">{formatCount(activity.errors)}</span> : NONE),
  },
  {
    id: "cold",
    title: "Cold starts",
    isWide: true,
    about: "Invocations that waited for an environment to start",
    rank: ({ activity }) => activity?.coldStarts ?? 0,
    show: ({ activity }) => number(activity?.coldStarts || undefined),
  },
  {
    id: "p50",
    title: "p50",
    isWide: true,
    about: "Half of the last invocations took no longer",
    rank: ({ activity }) => activity?.p50Ms ?? -1,
    show: ({ activity }) => number(activity?.p50Ms, formatDuration),
  },
  {
    id: "p95",
    title: "p95",
    about: "95 % of the last invocations took no longer",
    rank: ({ activity }) => activity?.p95Ms ?? -1,
    show: ({ activity }) => number(activity?.p95Ms, formatDuration),
  },
  {
    id: "memory",
    title: "Memory",
    isWide: true,
    about: "The most that was used, of what it has",
    rank: ({ activity }) => activity?.maxMemoryMb ?? 0,
    show: ({ own, activity }) =>
      `${activity?.maxMemoryMb === undefined ? "–" : Math.round(activity.maxMemoryMb)} / ${formatCount(own.memoryMb)} MB`,
  },
  {
    id: "concurrency",
    title: "Running",
    isWide: true,
    about: "Invocations that run now, of the environments that are up",
    rank: ({ activity }) => activity?.running ?? 0,
    show: ({ activity }) => (activity ? `${activity.running} / ${activity.environments}` : NONE),
  },
  {
    id: "last",
    title: "Last",
    isWide: true,
    rank: ({ activity }) => activity?.lastAt ?? 0,
    show: ({ activity }) => number(activity?.lastAt, (at) => formatAge(engineSecond() - at)),
  },
];

const fits = ({ own }: FunctionRow, search: string) =>
  `${own.logicalId} ${own.functionName} ${own.description ?? ""}`.toLowerCase().includes(search.trim().toLowerCase());

/** All functions with their numbers. */
export function FunctionTable({ rows }: { readonly rows: readonly FunctionRow[] }) {
  const search = useSignal("");
  const order = useSignal<{ readonly id: string; readonly isDown: boolean }>({ id: "", isDown: true });
  const shown = sorted(
    rows.filter((row) => fits(row, search.value)),
    order.value,
  );
  return (
    <>
      <div class="toolbar">
        <SearchField label="Search functions" value={search.value} onText={(text) => (search.value = text)} />
        <span class="space" />
        <span class="quiet-text">{formatPlural(shown.length, "function")}</span>
      </div>
      {shown.length === 0 ? (
        <Empty title={`No function is called so`}>
          <p>Search for a part of a logical id, a name or a description.</p>
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys scroll what has the focus
        <section class="fn-scroll" tabIndex={0} aria-label="Functions">
          <table class="fn-table">
            <thead>
              <tr>
                {COLUMNS.map((column) => (
                  <Head key={column.id} column={column} order={order.value} onOrder={(next) => (order.value = next)} />
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.own.logicalId} class={hasErrors(row) ? "fn-failed" : ""}>
                  {COLUMNS.map(({ id, show, ...column }) => (
                    <td key={id} class={classOf(column)}>
                      {show(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

const classOf = ({ isWide, isText }: Pick<Column, "isWide" | "isText">): string =>
  [isText ? "" : "number", isWide ? "fn-wide" : ""].join(" ").trim();

interface Order {
  readonly id: string;
  readonly isDown: boolean;
}

interface HeadOptions {
  readonly column: Column;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

function Head({ column, order, onOrder }: HeadOptions) {
  const { id, title, about } = column;
  const isOwn = order.id === id;
  const direction = order.isDown ? "descending" : "ascending";
  // The first click on numbers asks for the largest, on names for A to Z.
  const next = { id, isDown: isOwn ? !order.isDown : !column.isText };
  return (
    <th scope="col" class={classOf(column)} aria-sort={isOwn ? direction : "none"} title={about}>
      <button type="button" onClick={() => onOrder(next)}>
        {title}
        {isOwn && <Icon name={order.isDown ? "down" : "up"} />}
      </button>
    </th>
  );
}

/** Those with errors first, else as in the template, until somebody asks for another order. */
function sorted(rows: readonly FunctionRow[], { id, isDown }: Order): readonly FunctionRow[] {
  const column = COLUMNS.find((each) => each.id === id);
  if (!column) return [...rows.filter(hasErrors), ...rows.filter((row) => !hasErrors(row))];
  const compare = (one: number | string, other: number | string) => (one < other ? -1 : one > other ? 1 : 0);
  return rows.toSorted((one, other) => compare(column.rank(one), column.rank(other)) * (isDown ? -1 : 1));
}

const hasErrors = ({ activity }: FunctionRow) => (activity?.errors ?? 0) > 0;

interface BarOptions {
  readonly rows: readonly FunctionRow[];
  readonly selected: FunctionRow | undefined;
}

/** The functions beside one that is looked at. */
export function FunctionBar({ rows, selected }: BarOptions) {
  return (
    <nav class="fn-bar" aria-label="Functions">
      <a class="fn-all" href="#/functions">
        <Icon name="left" />
        All functions
      </a>
      <ul>
        {rows.map(({ own, activity }) => (
          <li key={own.logicalId}>
            <a href={functionHref(own.logicalId)} {...(selected?.own === own && { "aria-current": "page" as const })}>
              <span class="ellipsis">{own.logicalId}</span>
              {activity !== undefined && activity.errors > 0 && (
                <span class="fn-errors" title={formatPlural(activity.errors, "error")}>
                  {formatCount(activity.errors)}
                  <span class="sr-only"> errors</span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
