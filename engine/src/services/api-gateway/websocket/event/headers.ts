import type { MultiValues } from "../../../../languages/selection-expression/index.ts";
import { type Forwarding, forwardedHeaders, type HeaderList } from "../../forwarded-headers.ts";

/** As the authorizer's event has them besides (§2.5). */
const HANDSHAKE_HEADERS: MultiValues = { Connection: ["upgrade"], "content-length": ["0"], Upgrade: ["websocket"] };

/**
 * The headers of a CONNECT event: the client's in its own spelling and those of API Gateway, sorted as AWS does it.
 * `rawHeaders` has names and values alternating.
 */
export const connectHeaders = (rawHeaders: readonly string[], forwarding: Forwarding): MultiValues =>
  sorted(forwardedHeaders(rawHeaders, forwarding, ["content-length"]));

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

function sorted(headers: HeaderList): MultiValues {
  const keyed = headers.map((entry) => ({ key: entry[0].toLowerCase(), entry }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  return Object.fromEntries(keyed.map(({ entry }) => entry));
}
