import type { JournalEntry } from "../../engine/journal/entry.ts";
import { type Data, joined, keyOf, textOf } from "./data.ts";
import { type Problem, problemOf, worse } from "./problem.ts";
import { titleOf } from "./titles.ts";
import type { Trace } from "./trace-index.ts";
import { namingEntry, rootsOf, type TreeContext } from "./tree.ts";

/** Kinds of traces by their beginning, with the names that people see. */
export const KINDS = {
  handshake: "Handshake",
  message: "Message",
  disconnect: "Disconnect",
  http: "HTTP",
  push: "Push",
  event: "Event",
  schedule: "Schedule",
  queue: "Queue",
  batch: "Batch",
  execution: "Execution",
  invocation: "Invocation",
  call: "Call",
} as const;

export type Kind = keyof typeof KINDS;

/** A trace as a line of the list. */
export interface Summary {
  readonly id: string;
  readonly version: number;
  readonly kind: Kind;
  readonly startedAt: number;
  readonly durationMs: number;
  /** The route, the event's type, the rule, … */
  readonly what: string;
  readonly api: string;
  readonly stage: string;
  readonly user: string;
  readonly connectionId: string;
  /** `101`, `403`, `Forbidden`, `failed`. */
  readonly status: string;
  /** Of the status: how it ended for the one who began it. */
  readonly ownTone: "good" | Problem["tone"];
  /** Of all that it led to. */
  readonly tone: "good" | Problem["tone"];
  readonly functions: readonly string[];
  /** A call that the console made, and that led to nothing else. */
  readonly isConsoles: boolean;
  /** All that a search looks at besides the whole id, in lower case. */
  readonly searched: string;
}

const KIND_OF: Readonly<Record<string, Kind>> = {
  "execute-api/connect": "handshake",
  "execute-api/refuse": "handshake",
  "execute-api/authorizer": "handshake",
  "execute-api/message": "message",
  "execute-api/disconnect": "disconnect",
  "execute-api/post": "push",
  "execute-api/call": "push",
  "events/event": "event",
  "events/schedule": "schedule",
  "sns/publish": "event",
  "lambda/batch": "batch",
};

const KIND_OF_SERVICE: Readonly<Record<string, Kind>> = {
  "http-api": "http",
  events: "event",
  sns: "event",
  sqs: "queue",
  lambda: "invocation",
  states: "execution",
};

const KIND_OF_EVENT_TYPE: Readonly<Record<string, Kind>> = {
  CONNECT: "handshake",
  MESSAGE: "message",
  DISCONNECT: "disconnect",
};

function kindOf(entry: JournalEntry): Kind {
  if (keyOf(entry) === "execute-api/answer") return KIND_OF_EVENT_TYPE[textOf(entry.data.eventType)] ?? "message";
  const ofKey = KIND_OF[keyOf(entry)];
  if (ofKey || entry.type === "call") return ofKey ?? "call";
  return KIND_OF_SERVICE[entry.service] ?? "call";
}

/** The first value of a member among the entries of a trace. */
function first(entries: readonly JournalEntry[], member: string): unknown {
  return entries.find(({ data }) => data[member] !== undefined)?.data[member];
}

export function summaryOf(trace: Trace, context: TreeContext): Summary {
  const roots = rootsOf(trace);
  const [root] = roots;
  const rootEntries = root?.entries ?? trace.entries;
  const naming = (root && namingEntry(root)) ?? (trace.entries[0] as JournalEntry);
  const startedAt = root?.startedAt ?? naming.at;
  const problem = trace.entries.map(problemOf).reduce(worse, undefined);
  const kind = kindOf(naming);
  const connectionId = textOf(first(rootEntries, "connectionId"));
  const user = textOf(first(trace.entries, "principalId")) || (context.userOf(connectionId) ?? "");
  const [apiId, stage] = [first(rootEntries, "apiId"), textOf(first(rootEntries, "stage"))];
  const api = apiId === undefined ? "" : context.names.of(apiId);
  const what = whatOf(kind, naming, context);
  const functions = [...new Set(trace.entries.flatMap(({ data }) => functionOf(data)))];
  const status = statusOf(rootEntries, problem);
  const own = rootEntries.map(problemOf).reduce(worse, undefined);
  return {
    id: trace.id,
    version: trace.version,
    kind,
    startedAt,
    durationMs: trace.entries.reduce((end, entry) => Math.max(end, endOf(entry) - startedAt), 0),
    what,
    api,
    stage,
    user,
    connectionId,
    status,
    ownTone: (isWord(status) ? problem : own)?.tone ?? "good",
    tone: problem?.tone ?? "good",
    functions,
    isConsoles: trace.entries.every(({ type, data }) => type === "call" && data.caller === "console"),
    searched: [what, api, stage, user, connectionId, status, ...functions].join(" ").toLowerCase(),
  };
}

/** Statuses that are this page's own words for the whole of a trace. */
const isWord = (status: string) => ["ok", "warned", "failed"].includes(status);

const functionOf = ({ logicalId, functionName }: Data): readonly string[] =>
  functionName === undefined ? [] : [textOf(logicalId ?? functionName)];

const endOf = ({ trace, elapsedMs, at }: JournalEntry) =>
  trace && elapsedMs !== undefined ? trace.startedAt + elapsedMs : at;

function whatOf(kind: Kind, naming: JournalEntry, context: TreeContext): string {
  const { routeKey, path, host } = naming.data;
  if (kind === "handshake") return textOf(routeKey) || textOf(path ?? host) || "no stage";
  if (kind === "message") return textOf(routeKey) || "no route";
  if (kind === "disconnect") return joined(" ", naming.data.code, naming.data.reason) || "$disconnect";
  const { title, detail } = titleOf(naming, context);
  if (kind === "call") return joined(" · ", title, detail);
  if (kind === "push") return joined(" · ", title, naming.data.connectionId);
  return kind === "schedule" || kind === "batch" ? detail : title;
}

/** The end as the one who began it saw it, in a row's few letters. */
function statusOf(rootEntries: readonly JournalEntry[], problem: Problem | undefined): string {
  const keys = new Map(rootEntries.map((entry) => [keyOf(entry), entry.data]));
  if (keys.has("execute-api/connect")) return "101";
  const refused = keys.get("execute-api/message")?.refused ?? keys.get("execute-api/answer")?.answered;
  const status =
    keys.get("execute-api/refuse")?.status ??
    keys.get("http-api/refuse")?.status ??
    keys.get("http-api/request")?.status ??
    refused ??
    keys.get("execute-api/answer")?.status ??
    keys.get("execute-api/call")?.status;
  return textOf(status) || (problem?.tone === "bad" ? "failed" : problem ? "warned" : "ok");
}
