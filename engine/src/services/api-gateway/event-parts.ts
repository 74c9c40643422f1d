import type { Tracer } from "../../kernel/tracing.ts";
import { INTENDED_HOST_HEADER } from "../../wire/listener.ts";

/** Facts that API Gateway itself tells of a client's connection. */
export interface Forwarding {
  readonly host: string;
  readonly sourceIp: string;
  readonly traceId: string;
}

/** Headers in some order, each with all its values. */
export type HeaderList = readonly (readonly [name: string, values: readonly string[]])[];

/** Of the connection and not of the request; and the engine's own. */
const HIDDEN = ["connection", "transfer-encoding", "upgrade", INTENDED_HOST_HEADER];

/** Replaced: what a client sends under these names is not to be believed. */
const GATEWAY_OWNED = ["host", "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"];

/**
 * The client's headers in its own spelling, without those `dropped` (in lower case), and those of API Gateway.
 * `rawHeaders` has names and values alternating.
 */
export function forwardedHeaders(
  rawHeaders: readonly string[],
  { host, sourceIp, traceId }: Forwarding,
  dropped: readonly string[] = [],
): HeaderList {
  const omitted = new Set([...HIDDEN, ...GATEWAY_OWNED, ...dropped]);
  const headers = new Map<string, { name: string; values: string[] }>();
  const forwardedFor: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    const key = name.toLowerCase();
    if (key === "x-forwarded-for") forwardedFor.push(value);
    if (omitted.has(key)) continue;
    const known = headers.get(key);
    if (known) known.values.push(value);
    else headers.set(key, { name, values: [value] });
  }
  return [
    ...[...headers.values()].map(({ name, values }) => [name, values] as const),
    ["Host", [host]],
    ["X-Amzn-Trace-Id", [traceId]],
    ["X-Forwarded-For", [[...forwardedFor, sourceIp].join(", ")]],
    // What AWS's listener is, which the engine stands in for.
    ["X-Forwarded-Port", ["443"]],
    ["X-Forwarded-Proto", ["https"]],
  ];
}

/** The trace that a request begins, as it stands in its header: `Root=1-{seconds}-{24 digits}`. */
export const rootOf = ({ current }: Tracer) => `Root=${current?.traceId ?? ""}`;

let lastSecond = Number.NaN;
let lastText = "";

/** `requestTime` of events: the Common Log Format in UTC, e.g. `11/Nov/2024:11:35:24 +0000`. */
export function requestTime(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  // Thousands of events share a second, and formatting is dear.
  if (second !== lastSecond) lastText = format(epochMs);
  lastSecond = second;
  return lastText;
}

function format(epochMs: number): string {
  const [, day, month, year, time] = new Date(epochMs).toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}

/** The parameters of a query with all their values, decoded. */
export function parseQuery(rawQuery: string): readonly (readonly [name: string, values: readonly string[]])[] {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return [...values];
}
