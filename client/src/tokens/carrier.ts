import { PortcullisError } from "../errors.ts";

/** Place of the token in the handshake. Browsers can set no header but Sec-WebSocket-Protocol. */
export type Auth = "subprotocol" | "query" | "ticket";

interface Handshake {
  readonly url: string;
  readonly protocols: readonly string[];
}

interface Carrier {
  /** Returns the handshake with the token in it. Throws `invalid_token`. */
  readonly handshake: (url: string, token: string) => Handshake;
  /** True if the token lives as long as the session: a ticket is spent once the socket is open. */
  readonly lasts: boolean;
}

/** Subprotocol that the server echoes; it never echoes the token. */
const SUBPROTOCOL = "websocket";
const QUERY_PARAMETER = "access_token";

/** Text that may be a subprotocol (RFC 6455 §4.1, RFC 9110 §5.6.2). */
const SUBPROTOCOL_TEXT = /^[\w!#$%&'*+.^`|~-]+$/;

export const CARRIERS: Readonly<Record<Auth, Carrier>> = {
  subprotocol: { handshake: inSubprotocol, lasts: true },
  query: { handshake: inQuery, lasts: true },
  ticket: { handshake: inQuery, lasts: false },
};

function inSubprotocol(url: string, token: string): Handshake {
  // Checked here because a browser's own message would quote the token.
  if (!SUBPROTOCOL_TEXT.test(token)) throw new PortcullisError("invalid_token");
  return { url, protocols: [SUBPROTOCOL, token] };
}

/** Puts it there as text: React Native's URLSearchParams cannot set anything. */
function inQuery(url: string, token: string): Handshake {
  const [, address = "", query = ""] = /^([^?#]*)\??([^#]*)/.exec(url) ?? [];
  const others = query.split("&").filter((part) => part && !part.startsWith(`${QUERY_PARAMETER}=`));
  const parameters = [...others, `${QUERY_PARAMETER}=${encodeURIComponent(token)}`];
  return { url: `${address}?${parameters.join("&")}`, protocols: [] };
}
