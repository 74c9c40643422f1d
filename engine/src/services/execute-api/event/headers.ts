import { INTENDED_HOST_HEADER } from "../../../wire/listener.ts";
import type { MultiValues } from "../expressions/index.ts";

/** What API Gateway itself says of a client's connection. */
export interface Forwarding {
  readonly host: string;
  readonly sourceIp: string;
  readonly traceId: string;
}

/** Connection-level headers, which only the authorizer sees, and the engine's own. */
const HIDDEN = new Set(["connection", "upgrade", "content-length", "transfer-encoding", INTENDED_HOST_HEADER]);

/** Replaced: what a client sends under these names is not to be believed. */
const GATEWAY_OWNED = new Set(["host", "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"]);

/** As the authorizer's event has them besides (§2.5). */
const HANDSHAKE_HEADERS: MultiValues = { Connection: ["upgrade"], "content-length": ["0"], Upgrade: ["websocket"] };

/**
 * The headers of a CONNECT event: the client's in its own spelling and those of API Gateway, sorted as AWS does it.
 * `rawHeaders` has names and values alternating.
 */
export function connectHeaders(rawHeaders: readonly string[], forwarding: Forwarding): MultiValues {
  const { host, sourceIp, traceId } = forwarding;
  const headers = new Map<string, { name: string; values: string[] }>();
  const forwardedFor: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    const key = name.toLowerCase();
    if (key === "x-forwarded-for") forwardedFor.push(value);
    if (HIDDEN.has(key) || GATEWAY_OWNED.has(key)) continue;
    const known = headers.get(key);
    if (known) known.values.push(value);
    else headers.set(key, { name, values: [value] });
  }
  return sorted([
    ...[...headers.values()].map(({ name, values }) => [name, values] as const),
    ["Host", [host]],
    ["X-Amzn-Trace-Id", [traceId]],
    ["X-Forwarded-For", [[...forwardedFor, sourceIp].join(", ")]],
    // What AWS's listener is, which the engine stands in for.
    ["X-Forwarded-Port", ["443"]],
    ["X-Forwarded-Proto", ["https"]],
  ]);
}

export const authorizerHeaders = (headers: MultiValues): MultiValues =>
  sorted([...Object.entries(headers), ...Object.entries(HANDSHAKE_HEADERS)]);

/** The four headers of every DISCONNECT event, whatever the client had sent (§2.4). */
export const disconnectHeaders = (host: string): MultiValues => ({
  Host: [host],
  "x-api-key": [""],
  "X-Forwarded-For": [""],
  "x-restapi": [""],
});

/** Behind an API mapping of several levels all names arrive in lower case. */
export const lowerCased = (headers: MultiValues): MultiValues =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name.toLowerCase(), values]));

function sorted(headers: readonly (readonly [string, readonly string[]])[]): MultiValues {
  const keyed = headers.map((entry) => ({ key: entry[0].toLowerCase(), entry }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  return Object.fromEntries(keyed.map(({ entry }) => entry));
}
