import type { MultiValues } from "../../../../languages/selection-expression/index.ts";
import { type Forwarding, forwardedHeaders, type HeaderList, parseQuery } from "../../event-parts.ts";

/** Names with one value each, as `headers` and `queryStringParameters` of an event. */
export type Values = Readonly<Record<string, string>>;

/** Headers that the authorizer's event has besides [2.5/sample]. */
const HANDSHAKE_HEADERS: MultiValues = { Connection: ["upgrade"], "content-length": ["0"], Upgrade: ["websocket"] };

/**
 * The headers of a CONNECT event: the client's in its own spelling and those of API Gateway, sorted as AWS does it.
 * `rawHeaders` has names and values alternating.
 */
export const connectHeaders = (rawHeaders: readonly string[], forwarding: Forwarding): MultiValues =>
  sorted(forwardedHeaders(rawHeaders, forwarding, ["content-length"]));

export const authorizerHeaders = (headers: MultiValues): MultiValues =>
  sorted([...Object.entries(headers), ...Object.entries(HANDSHAKE_HEADERS)]);

/** The four headers of every DISCONNECT event, whatever the client had sent [2.4/four-headers]. */
export const disconnectHeaders = (host: string): MultiValues => ({
  Host: [host],
  "x-api-key": [""],
  "X-Forwarded-For": [""],
  "x-restapi": [""],
});

/** Headers or parameters by their names in lower case. */
export const lowerCased = <V>(values: Readonly<Record<string, V>>): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));

/** The last value of a header, whose name is given in lower case and found in any. */
export const headerValue = (headers: MultiValues | undefined, name: string): string | undefined =>
  lowerCased(headers ?? {})[name]?.at(-1);

function sorted(headers: HeaderList): MultiValues {
  const keyed = headers.map((entry) => ({ key: entry[0].toLowerCase(), entry }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  return Object.fromEntries(keyed.map(({ entry }) => entry));
}

/** The last value of each, which events hold where there is room for one. */
export const lastValues = (all: MultiValues): Values =>
  Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.at(-1) ?? ""]));

/** The parameters of a query, decoded; undefined when there is none, for events then lack the key. */
export function queryValues(rawQuery: string): MultiValues | undefined {
  const values = parseQuery(rawQuery);
  return values.length > 0 ? Object.fromEntries(values) : undefined;
}
