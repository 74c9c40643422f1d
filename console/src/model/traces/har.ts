import type { JournalEntry } from "../../engine/journal/entry.ts";
import { STATUS_TEXTS } from "../status-texts.ts";
import { keyOf, numberOf, recordOf, textOf } from "./data.ts";
import type { Names } from "./names.ts";
import type { Trace } from "./trace-index.ts";
import { durationOf, rootsOf } from "./tree.ts";

const NOT_KEPT = "The journal keeps no headers, queries or bodies.";

const UNKNOWN = -1;

/** Handshakes and HTTP requests as a HAR 1.2. http://www.softwareishard.com/blog/har-12-spec/ */
export function harOf(traces: Iterable<Trace>, names: Names, origin: string): object {
  const entries = [...traces].flatMap((trace) => harEntry(trace, names, origin) ?? []);
  return { log: { version: "1.2", creator: { name: "Portcullis", version: "1" }, entries, comment: NOT_KEPT } };
}

/** The entry that tells how a handshake or a request ended. */
const ENDINGS = new Set(["execute-api/connect", "execute-api/refuse", "http-api/request", "http-api/refuse"]);

export const isInHar = (entry: JournalEntry): boolean => ENDINGS.has(keyOf(entry));

function harEntry(trace: Trace, names: Names, origin: string): object | undefined {
  const root = rootsOf(trace).find(({ entries }) => entries.some(isInHar));
  const ending = root?.entries.find(isInHar);
  if (!root || !ending) return undefined;
  const { data } = ending;
  const status = numberOf(data.status) ?? 101;
  const waitMs = durationOf(root);
  const bytes = recordOf(data.bytes);
  return {
    startedDateTime: new Date(root.startedAt).toISOString(),
    time: waitMs,
    request: {
      ...EMPTY,
      method: textOf(data.method) || "GET",
      url: urlOf(ending, names, origin),
      httpVersion: "HTTP/1.1",
      queryString: [],
      bodySize: numberOf(bytes.in) ?? 0,
    },
    response: {
      ...EMPTY,
      status,
      statusText: STATUS_TEXTS[status] ?? "",
      httpVersion: "HTTP/1.1",
      content: { size: numberOf(bytes.out) ?? 0, mimeType: "x-unknown" },
      redirectURL: "",
      bodySize: numberOf(bytes.out) ?? UNKNOWN,
    },
    cache: {},
    timings: { send: 0, wait: waitMs, receive: 0 },
    comment: [`trace ${trace.id}`, textOf(data.reason)].filter(Boolean).join(": "),
  };
}

const EMPTY = { cookies: [], headers: [], headersSize: UNKNOWN };

function urlOf({ service, data }: JournalEntry, names: Names, origin: string): string {
  const base = names.urlOf(data.apiId, data.stage);
  const path = textOf(data.path);
  if (service !== "http-api") return base ?? `${origin.replace(/^http/, "ws")}${path}`;
  const stage = `/${textOf(data.stage)}`;
  // The path is that of the API's own host, where the stage stands in front.
  const rest = base?.endsWith(stage) && path.startsWith(stage) ? path.slice(stage.length) : path;
  return `${(base ?? origin).replace(/\/$/, "")}${rest}`;
}
