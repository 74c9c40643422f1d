import { INTENDED_HOST_HEADER } from "../../../wire/listener.ts";

/** Headers in the order of their names, each with all its values. */
export type HeaderList = readonly (readonly [name: string, values: readonly string[]])[];

/** What API Gateway itself says of a client's connection. */
export interface Forwarding {
  readonly host: string;
  readonly sourceIp: string;
  readonly traceId: string;
}

/** Of the connection and not of the request; and the engine's own. */
const HIDDEN = new Set(["connection", "transfer-encoding", "upgrade", "keep-alive", "te", INTENDED_HOST_HEADER]);

/** Replaced: what a client sends under these names is not to be believed. */
const GATEWAY_OWNED = new Set(["host", "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"]);

/** The client's headers in its own spelling, and those of API Gateway. `rawHeaders` has names and values alternating. */
export function forwardedHeaders(rawHeaders: readonly string[], { host, sourceIp, traceId }: Forwarding): HeaderList {
  const headers = new Map<string, { name: string; values: string[] }>();
  const forwardedFor: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    const key = name.toLowerCase();
    if (key === "x-forwarded-for") forwardedFor.push(value);
    if (HIDDEN.has(key) || GATEWAY_OWNED.has(key)) continue;
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

/** All values of a header, by its name in any letter case. */
export function headerValues(headers: HeaderList, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.find(([candidate]) => candidate.toLowerCase() === wanted)?.[1] ?? [];
}

/** The names in lower case, as HTTP APIs have them. */
export const lowerCased = (headers: HeaderList): HeaderList =>
  headers.map(([name, values]) => [name.toLowerCase(), values]);
