import type { StackApi } from "../../../engine/stack-parts.ts";
import { type Draft, subprotocolsOf, withPair } from "../handshake/draft.ts";

/** The place in a handshake that carries a token. */
export interface TokenPlace {
  readonly carrier: "query" | "header" | "subprotocol";
  /** Of the query parameter or of the header; of a subprotocol, the one that goes before it. */
  readonly name: string;
}

const DEFAULT_PLACE: TokenPlace = { carrier: "query", name: "access_token" };

/** The subprotocol beside a token, which the server picks in its place. */
const BESIDE_TOKEN = "websocket";

const SOURCE = /^(?:route\.request|\$request|method\.request)\.(querystring|header)\.(.+)$/;

/** The place that the API's authorizer looks at; without one that says so, where most look. */
export function placeFor(api: Pick<StackApi, "authorizers"> | undefined): TokenPlace {
  const sources = (api?.authorizers ?? []).flatMap(({ identitySources }) => identitySources);
  for (const source of sources) {
    const [, kind, name = ""] = SOURCE.exec(source) ?? [];
    if (kind === "querystring") return { carrier: "query", name };
    if (kind === "header" && name.toLowerCase() === "sec-websocket-protocol")
      return { carrier: "subprotocol", name: BESIDE_TOKEN };
    if (kind === "header") return { carrier: "header", name };
  }
  return DEFAULT_PLACE;
}

/** Puts a token into a handshake. One in a header has the engine open the socket. */
export function withToken(draft: Draft, { carrier, name }: TokenPlace, token: string): Draft {
  if (carrier === "query") return { ...draft, query: withPair(draft.query, { name, value: token }) };
  if (carrier === "subprotocol") {
    const [first = name] = subprotocolsOf(draft);
    return { ...draft, subprotocols: `${first}, ${token}` };
  }
  const value = name.toLowerCase() === "authorization" ? `Bearer ${token}` : token;
  return { ...draft, headers: withPair(draft.headers, { name, value }, true), opener: "engine" };
}
