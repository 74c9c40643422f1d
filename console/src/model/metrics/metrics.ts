import type { JournalEntry } from "../../engine/journal/journal.ts";
import { type CountName, Series } from "./series.ts";

/** A thing that has numbers of its own. */
export interface Scope {
  readonly kind: "all" | "api" | "route" | "function";
  /** Of all: empty. Of an API its id, of a route that and its key, of a function its name. */
  readonly id: string;
}

/** Things that are counted at most: who makes names without an end must not fill the browser's memory. */
const MOST_SCOPES = 200;

/** Counts, and perhaps a duration, that an entry tells of the scopes that it names. */
interface Facts {
  readonly counts: readonly CountName[];
  readonly durationMs?: number;
}

type Read = (data: JournalEntry["data"]) => Facts;

const isFailure = (status: unknown) => typeof status === "number" && status >= 400;
const duration = ({ durationMs }: JournalEntry["data"]) => (typeof durationMs === "number" ? { durationMs } : {});
const withErrors = (counts: readonly CountName[], failed: boolean): Pick<Facts, "counts"> => ({
  counts: failed ? [...counts, "errors"] : counts,
});

/** Entries that are counted, by service and type. */
const READS: Readonly<Record<string, Read>> = {
  "execute-api/connect": () => ({ counts: ["opened"] }),
  "execute-api/disconnect": () => ({ counts: ["closed"] }),
  "execute-api/message": ({ refused }) => withErrors(["in"], refused !== undefined),
  "execute-api/post": () => ({ counts: ["out"] }),
  "execute-api/answer": ({ sentBytes, status, ...data }) => ({
    ...withErrors(typeof sentBytes === "number" ? ["calls", "out"] : ["calls"], isFailure(status)),
    ...duration(data),
  }),
  "execute-api/refuse": () => ({ counts: ["errors"] }),
  "http-api/request": ({ status, ...data }) => ({ ...withErrors(["calls"], isFailure(status)), ...duration(data) }),
  "http-api/refuse": (data) => ({ counts: ["calls", "errors"], ...duration(data) }),
  "lambda/report": ({ error, ...data }) => ({
    ...withErrors(["calls"], error !== undefined && error !== null),
    ...duration(data),
  }),
};

/** Changes of the number of connections that are open. */
const STEPS: Partial<Readonly<Record<CountName, number>>> = { opened: 1, closed: -1 };

/** Numbers of the last hour, of all and of each API, route and function, in memory that does not grow with what comes. */
export class Metrics {
  readonly #scopes = new Map<string, { readonly scope: Scope; readonly series: Series }>();
  /** Of all and of each API. */
  readonly #open = new Map<string, number>();
  /** Changes of buckets so far, by which tests know the work that an entry makes. */
  changes = 0;
  /** The time of the newest entry, in epoch milliseconds. */
  newestAt = 0;

  /** Connections of all or of an API that opened, less those that closed, since the first entry. */
  open({ id }: Scope): number {
    return this.#open.get(id) ?? 0;
  }

  get scopes(): readonly Scope[] {
    return [...this.#scopes.values()].map(({ scope }) => scope);
  }

  get bytes(): number {
    return [...this.#scopes.values()].reduce((sum, { series }) => sum + series.bytes, 0);
  }

  add({ service, type, at, data }: JournalEntry): void {
    const read = READS[`${service}/${type}`];
    if (!read) return;
    const { counts, durationMs } = read(data);
    this.newestAt = Math.max(this.newestAt, at);
    for (const scope of scopesOf(service, data)) this.#count(scope, at, counts, durationMs);
  }

  #count(scope: Scope, at: number, counts: readonly CountName[], durationMs: number | undefined): void {
    const series = this.#seriesOf(scope);
    if (!series) return;
    for (const name of counts) series.count(at, name);
    const step = counts.reduce((sum, name) => sum + (STEPS[name] ?? 0), 0);
    if (step !== 0) this.#open.set(scope.id, this.open(scope) + step);
    if (durationMs !== undefined) series.time(at, durationMs);
    this.changes += counts.length + (durationMs === undefined ? 0 : 1);
  }

  series({ kind, id }: Scope): Series | undefined {
    return this.#scopes.get(`${kind} ${id}`)?.series;
  }

  clear(): void {
    this.#scopes.clear();
    this.#open.clear();
    this.newestAt = 0;
  }

  #seriesOf(scope: Scope): Series | undefined {
    const key = `${scope.kind} ${scope.id}`;
    const known = this.#scopes.get(key);
    if (known) return known.series;
    if (this.#scopes.size >= MOST_SCOPES) return undefined;
    const series = new Series();
    this.#scopes.set(key, { scope, series });
    return series;
  }
}

export const ALL: Scope = { kind: "all", id: "" };

/** Invocations are no traffic of an API: they count for their function alone. */
function scopesOf(service: string, { apiId, routeKey, functionName }: JournalEntry["data"]): readonly Scope[] {
  if (service === "lambda") return typeof functionName === "string" ? [{ kind: "function", id: functionName }] : [];
  if (typeof apiId !== "string") return [ALL];
  const api: Scope = { kind: "api", id: apiId };
  return typeof routeKey === "string" ? [ALL, api, { kind: "route", id: `${apiId} ${routeKey}` }] : [ALL, api];
}

/** Connections that were open at the end of each point, when `now` are open. */
export function openOver(
  points: readonly { readonly counts: Readonly<Record<CountName, number>> }[],
  now: number,
): number[] {
  const open: number[] = [];
  let current = now;
  for (const { counts } of points.toReversed()) {
    open.unshift(Math.max(0, current));
    current += counts.closed - counts.opened;
  }
  return open;
}
