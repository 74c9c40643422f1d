import type { JournalEntry } from "../../engine/journal/entry.ts";
import { type Data, formatKey, joined, keyOf, listOf, recordOf, textOf } from "./data.ts";
import type { Names } from "./names.ts";

/** A span or an event in words. */
export interface Title {
  readonly title: string;
  readonly detail: string;
}

export interface TitleContext {
  readonly names: Names;
  readonly userOf: (connectionId: unknown) => string | undefined;
}

type Say = (data: Data, context: TitleContext) => Title;

const say = (title: unknown, ...detail: readonly unknown[]): Title => ({
  title: textOf(title),
  detail: joined(" · ", ...detail),
});

const who = (connectionId: unknown, { userOf }: TitleContext) =>
  joined(" · ", userOf(connectionId), connectionId) || textOf(connectionId);

const counted = (count: unknown, what: string) =>
  count === undefined ? "" : `${textOf(count)} ${what}${count === 1 ? "" : "s"}`;

/** The part of a source's ARN that tells why a function was called: a route or an authorizer. */
function calledFor(source: unknown): string {
  const path = textOf(source).split("/");
  return path.at(-2) === "authorizers" ? "authorizer" : textOf(path.slice(2).join("/"));
}

const functionOf: Say = (data) =>
  say(data.logicalId ?? data.functionName, calledFor(data.source), data.initMs !== undefined && "cold start");

const dynamodb: Say = ({ operation, table, index, key, keys, items, count }, { names }) =>
  say(
    `DynamoDB ${textOf(operation)}`,
    joined(
      ", ",
      ...textOf(table)
        .split(", ")
        .map((name) => names.of(name)),
    ) + (index === undefined ? "" : ` ${textOf(index)}`),
    key === undefined ? listOf(keys).map(formatKey).slice(0, 2).join("; ") : formatKey(key),
    counted(items, "item"),
    counted(count, "found item"),
  );

const delivery: Say = ({ rule, topicArn, target }, { names }) =>
  say(`${names.of(rule ?? topicArn)} → ${names.of(target)}`);

/** Names of services for people, where they are not the name in capitals. */
const SERVICES: Readonly<Record<string, string>> = {
  "execute-api": "API Gateway",
  events: "EventBridge",
  lambda: "Lambda",
  secretsmanager: "Secrets Manager",
  states: "Step Functions",
  dynamodb: "DynamoDB",
};

export const serviceName = (service: string): string =>
  (Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined) ?? service.toUpperCase();

/**
 * Entries that tell of a span, the most telling first: its title is that of the entry that comes first here, the others
 * are events within it.
 */
const SPANS: Readonly<Record<string, Say>> = {
  "execute-api/refuse": ({ routeKey, status }) => say("Handshake", routeKey, status),
  "execute-api/connect": ({ routeKey }) => say("Handshake", routeKey, 101),
  "execute-api/authorizer": ({ authorizer, decision }) => say(`Authorizer ${textOf(authorizer)}`, decision),
  "execute-api/message": ({ routeKey, refused }) => say(`Message ${textOf(routeKey)}`, refused),
  "execute-api/disconnect": ({ code, reason }) => say("Disconnect", code, reason),
  "execute-api/answer": ({ routeKey, status }) => say(routeKey, status),
  "execute-api/post": ({ connectionId, bytes }, context) =>
    say("Post to connection", who(connectionId, context), counted(bytes, "byte")),
  "http-api/request": ({ method, path, routeKey, status }) => say(joined(" ", method, path ?? routeKey), status),
  "http-api/refuse": ({ method, path, routeKey, status }) => say(joined(" ", method, path ?? routeKey), status),
  "http-api/authorizer": ({ authorizer, decision }) => say(`Authorizer ${textOf(authorizer)}`, decision),
  "lambda/batch": ({ size, eventSourceArn, logicalId }, { names }) =>
    say(`Batch of ${textOf(size)}`, `${names.of(eventSourceArn)} → ${textOf(logicalId)}`),
  "lambda/report": functionOf,
  "lambda/invoke": functionOf,
  "events/event": ({ detailType, source, bus }) => say(detailType, source, `bus ${textOf(bus)}`),
  "events/schedule": ({ rule }, { names }) => say("Schedule", names.of(rule)),
  "events/delivered": delivery,
  "events/delivery-failed": delivery,
  "events/dropped": delivery,
  "events/dead-letter": delivery,
  "events/not-sent": delivery,
  "sns/publish": ({ topicArn, subscriptions }, { names }) =>
    say(`Topic ${names.of(topicArn)}`, counted(subscriptions, "subscription")),
  "sns/delivered": delivery,
  "states/start": ({ executionArn }, { names }) => say("Execution", names.of(executionArn)),
  "states/end": ({ executionArn, status }, { names }) => say("Execution", names.of(executionArn), status),
  "dynamodb/call": dynamodb,
  "execute-api/call": ({ operation, connectionId, status }, context) =>
    say(operation, who(connectionId, context), status),
  "sqs/send": ({ queue }, { names }) => say(`Queue ${names.of(queue)}`, "message sent"),
  "sqs/dead-letter": ({ queue, deadLetterQueue }, { names }) =>
    say("Dead letter", `${names.of(queue)} → ${names.of(deadLetterQueue)}`),
};

const RANKS: ReadonlyMap<string, number> = new Map(Object.keys(SPANS).map((key, rank) => [key, rank]));

/** Behind all that have a row, and before what only happens within. */
const CALL_RANK = 100;
const OTHER_RANK = 200;

/** Never the name of a span as long as there is another. */
const EVENTS_RANK = 300;
const EVENTS = new Set(["lambda/log", "lambda/init", "faults/injected", "iam/denied", "execute-api/access-log"]);

/** The place of an entry among those that could name a span; the least names it. */
export function rankOf(entry: JournalEntry): number {
  const key = keyOf(entry);
  if (EVENTS.has(key)) return EVENTS_RANK;
  return RANKS.get(key) ?? (entry.type === "call" ? CALL_RANK : OTHER_RANK);
}

export function titleOf(entry: JournalEntry, context: TitleContext): Title {
  const { service, type, data } = entry;
  const format = SPANS[keyOf(entry)];
  if (format) return format(data, context);
  if (type === "call") return say(`${serviceName(service)} ${textOf(data.operation)}`, data.error);
  return eventOf(entry, context);
}

/** Entries that belong to what a span is named by: they are no events of their own. */
export const isWithin: ReadonlySet<string> = new Set([
  "execute-api/answer",
  "execute-api/message",
  "lambda/invoke",
  "secretsmanager/get",
  "states/start",
]);

/** Members of a line that is JSON which a trace says already. */
const KNOWN_MEMBERS = new Set(["level", "timestamp", "time", "requestId", "function_request_id", "connectionId"]);

/** Lambda's own words before an error that a function threw. */
const THROWN = /^(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection)\s+(?=\{)/;

/** The message of a line that is JSON, as structured loggers write it, and its other members. */
export function logOf(line: string, level: unknown): Title {
  const json = line.replace(THROWN, "");
  if (!json.startsWith("{")) return say(line, level);
  try {
    const document = JSON.parse(json);
    if (json !== line) return say(joined(": ", document.errorType, document.errorMessage), level);
    const { message, msg, _aws: metrics, ...rest } = document;
    const members = Object.entries(rest)
      .filter(([name, value]) => !KNOWN_MEMBERS.has(name) && typeof value !== "object")
      .map(([name, value]) => `${name}=${value}`);
    const { errorType, errorMessage } = recordOf(message);
    const text = joined(": ", errorType, errorMessage) || textOf(message ?? msg);
    return say(text || (metrics === undefined ? line : "Metrics"), level, text || metrics ? members.join(" ") : "");
  } catch {
    return say(line, level);
  }
}

const EVENT_TITLES: Readonly<Record<string, Say>> = {
  "lambda/log": ({ level, line }) => logOf(textOf(line).trim(), level),
  "iam/denied": ({ action, resource, enforced }) =>
    say(`IAM denies ${textOf(action)}`, resource, !enforced && "warned"),
  "faults/injected": ({ kind, fault }) => say(`Fault ${textOf(kind)}`, fault),
  "sqs/send": ({ queue }, { names }) => say(`Sent to ${names.of(queue)}`),
  "sqs/receive": ({ queue }, { names }) => say(`Received from ${names.of(queue)}`),
  "sqs/delete": ({ queue }, { names }) => say(`Deleted from ${names.of(queue)}`),
  "states/enter": ({ state }) => say(`State ${textOf(state)}`),
  "execute-api/access-log": ({ line }) => say("Access log", line),
  "execute-api/error": ({ detail }) => say("Integration failed", detail),
};

/** An entry as something that happened within a span. */
export function eventOf(entry: JournalEntry, context: TitleContext): Title {
  const { service, type, data } = entry;
  return (
    EVENT_TITLES[keyOf(entry)]?.(data, context) ?? say(`${serviceName(service)} ${type}`, data.message, data.reason)
  );
}
