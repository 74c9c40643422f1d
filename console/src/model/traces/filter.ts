import { KINDS, type Kind, type Summary } from "./summary.ts";

/** The choice of traces, as it stands in the page's address. */
export interface Filter {
  readonly text: string;
  readonly kind: Kind | "";
  readonly api: string;
  readonly route: string;
  readonly function: string;
  readonly user: string;
  /** `problems`, `failures`, or a status. */
  readonly status: string;
  /** Only those that took as long, in milliseconds; 0: all. */
  readonly slowMs: number;
  /** Those of the console's own calls too. */
  readonly withConsole: boolean;
  /** The oldest first. */
  readonly oldestFirst: boolean;
}

export const NO_FILTER: Filter = {
  text: "",
  kind: "",
  api: "",
  route: "",
  function: "",
  user: "",
  status: "",
  slowMs: 0,
  withConsole: false,
  oldestFirst: false,
};

/** Names in the address, of those that are texts. */
const TEXTS = { text: "q", api: "api", route: "route", function: "function", user: "user", status: "status" } as const;

type TextName = keyof typeof TEXTS;

const isKind = (text: string | null): text is Kind => text !== null && Object.hasOwn(KINDS, text);

/** Reads `?kind=handshake&status=problems&slow=100`. What means nothing is left out. */
export function parseFilter(query: URLSearchParams): Filter {
  const texts = Object.entries(TEXTS).map(([name, key]) => [name, query.get(key) ?? ""]);
  const kind = query.get("kind");
  const slowMs = Number(query.get("slow") ?? 0);
  return {
    ...NO_FILTER,
    ...Object.fromEntries(texts),
    kind: isKind(kind) ? kind : "",
    slowMs: Number.isFinite(slowMs) && slowMs > 0 ? slowMs : 0,
    withConsole: query.get("console") === "shown",
    oldestFirst: query.get("order") === "oldest",
  };
}

/** Returns the same as text for the address; "" when all are shown. */
export function formatFilter(filter: Filter): string {
  const query = new URLSearchParams();
  for (const [name, key] of Object.entries(TEXTS)) {
    const value = filter[name as TextName];
    if (value !== "") query.set(key, value);
  }
  if (filter.kind !== "") query.set("kind", filter.kind);
  if (filter.slowMs > 0) query.set("slow", String(filter.slowMs));
  if (filter.withConsole) query.set("console", "shown");
  if (filter.oldestFirst) query.set("order", "oldest");
  return query.toString();
}

export const isFiltering = (filter: Filter): boolean =>
  formatFilter({ ...filter, withConsole: false, oldestFirst: false }) !== "";

/** Returns the test that a trace has to pass. */
export function compileFilter(filter: Filter): (summary: Summary) => boolean {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const tests: ((summary: Summary) => boolean)[] = [
    ...(filter.withConsole ? [] : [(summary: Summary) => !summary.isConsoles]),
    ...words.map((word) => (summary: Summary) => summary.searched.includes(word) || summary.id === traceIdOf(word)),
    ...(filter.kind === "" ? [] : [(summary: Summary) => summary.kind === filter.kind]),
    ...(filter.api === "" ? [] : [(summary: Summary) => summary.api === filter.api]),
    ...(filter.route === "" ? [] : [(summary: Summary) => summary.what === filter.route]),
    ...(filter.function === "" ? [] : [(summary: Summary) => summary.functions.includes(filter.function)]),
    ...(filter.user === "" ? [] : [(summary: Summary) => summary.user === filter.user]),
    ...(filter.status === "" ? [] : [statusTest(filter.status)]),
    ...(filter.slowMs === 0 ? [] : [(summary: Summary) => summary.durationMs >= filter.slowMs]),
  ];
  return (summary) => tests.every((test) => test(summary));
}

const W3C = /^(?:[0-9a-f]{2}-)?([0-9a-f]{8})([0-9a-f]{24})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/;

/** Takes a trace id as log lines have it, and a whole `traceparent`, as frames have it. */
const traceIdOf = (word: string): string => word.replace(W3C, "1-$1-$2");

const statusTest =
  (status: string) =>
  (summary: Summary): boolean => {
    if (status === "problems") return summary.tone !== "good";
    return status === "failures" ? summary.tone === "bad" : summary.status === status;
  };
