import { z } from "zod";
import { parseJson } from "../../../kernel/parse-json.ts";
import { uuid } from "../../../kernel/random.ts";
import { parseArn } from "../../../languages/arn.ts";
import { parseExactJson } from "../../../languages/exact-json.ts";
import type { Operation } from "../../../wire/http.ts";
import { operation } from "../../contract/operation.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { traceHeaderOf } from "../../contract/trace-header.ts";
import type { Buses } from "../buses/buses.ts";
import { type EventEnvelope, formatEventTime } from "../buses/envelope.ts";
import { validation } from "../buses/errors.ts";

const entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  /** Epoch seconds; SDKs of other languages send text. */
  Time: z.union([z.number(), z.iso.datetime({ offset: true })]).optional(),
  TraceHeader: z.string().min(1).max(500).optional(),
});

type Entry = z.output<typeof entry>;

/** PutEvents takes 1 to 10 entries. */
const input = z.object({ Entries: z.array(entry).min(1).max(10) });

/** All entries of a request together (EventBridge quotas: 1 MB, 256 KB until January 2026). */
const LARGEST_REQUEST_BYTES = 1024 * 1024;

/** Bytes that a time counts towards that. */
const TIME_BYTES = 14;

interface EntryError {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

export const putEvents = (buses: Buses, context: ServiceContext): Operation =>
  operation(input, ({ Entries }, { http }) => {
    checkSize(Entries);
    const errors = Entries.map(entryError);
    const traceHeader = traceHeaderOf(http);
    const results = Entries.map(
      (each, index) => errors[index] ?? accept({ TraceHeader: traceHeader, ...each }, buses, context),
    );
    return { FailedEntryCount: errors.filter(Boolean).length, Entries: results };
  });

function accept(each: Entry, buses: Buses, { stack, clock, random, journal }: ServiceContext): { EventId: string } {
  const event: EventEnvelope = {
    version: "0",
    id: uuid(random),
    "detail-type": each.DetailType ?? "",
    source: each.Source ?? "",
    account: stack.accountId,
    time: formatEventTime(each.Time === undefined ? clock.now() : timeOf(each.Time)),
    region: stack.region,
    resources: each.Resources,
    detail: parseExactJson(each.Detail ?? "{}"),
  };
  const bus = buses.find(each.EventBusName);
  // AWS accepts an event for a bus that does not exist, and it is gone; here at least the journal tells.
  if (bus) buses.publish(bus, event, { traceHeader: each.TraceHeader });
  else journal.record("events", "unknown-bus", { bus: each.EventBusName, eventId: event.id });
  return { EventId: event.id };
}

const timeOf = (time: number | string) => (typeof time === "number" ? time * 1000 : Date.parse(time));

const REQUIRED = ["Source", "DetailType", "Detail"] as const;

function entryError(each: Entry): EntryError | undefined {
  const missing = REQUIRED.find((name) => !each[name]);
  if (missing)
    return invalid("InvalidArgument", `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`);
  if (each.Source?.startsWith("aws.")) return invalid("NotAuthorizedForSource", "Not authorized for the source.");
  if (!isJsonObject(each.Detail ?? "") || depthOf(each.Detail ?? "") > DEEPEST_DETAIL)
    return invalid("MalformedDetail", "Detail is malformed.");
  if (each.EventBusName?.startsWith("arn:") && !parseArn(each.EventBusName))
    return invalid(
      "InvalidArgument",
      "Parameter EventBusName is not valid. Reason: Provided Arn is not in correct format.",
    );
  return undefined;
}

const invalid = (ErrorCode: string, ErrorMessage: string): EntryError => ({ ErrorCode, ErrorMessage });

function isJsonObject(text: string): boolean {
  const value = parseJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The most that Jackson reads, in which EventBridge's open-source matcher is written. */
const DEEPEST_DETAIL = 1000;

const STRING_OR_BRACKET = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g;

function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of json.matchAll(STRING_OR_BRACKET)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    if (token === "]" || token === "}") depth--;
  }
  return deepest;
}

function checkSize(entries: readonly Entry[]): void {
  const bytes = entries.reduce((sum, each) => sum + entryBytes(each), 0);
  if (bytes > LARGEST_REQUEST_BYTES) throw validation("Total size of the entries in the request is over the limit.");
}

/** EventBridge guide, "Calculating PutEvents event entry size". */
function entryBytes({ Time, Source = "", DetailType = "", Detail = "", Resources }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : TIME_BYTES);
}
