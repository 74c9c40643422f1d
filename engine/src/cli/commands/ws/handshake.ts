import { UserError } from "../../../kernel/errors.ts";

/** Places in which a handshake carries a token. */
export const CARRIERS = ["query", "subprotocol", "header"] as const;
export type Carrier = (typeof CARRIERS)[number];

export interface HandshakeWish {
  readonly url: string;
  readonly token: string | undefined;
  readonly carrier: Carrier;
  readonly subprotocols: readonly string[];
  /** `name: value` */
  readonly headers: readonly string[];
}

export interface Handshake {
  readonly url: URL;
  readonly subprotocols: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

type Carry = (handshake: Handshake, token: string) => Handshake;

const QUERY_NAME = "access_token";

/** The subprotocol beside a token, which the server picks in its place. */
const BESIDE_TOKEN = "websocket";

const CARRY: Readonly<Record<Carrier, Carry>> = {
  query({ url, ...rest }, token) {
    const carrying = new URL(url);
    carrying.searchParams.set(QUERY_NAME, token);
    return { ...rest, url: carrying };
  },
  subprotocol({ subprotocols, ...rest }, token) {
    if (!SUBPROTOCOL.test(token))
      throw new UserError("This token has characters that no subprotocol may have.", { hint: "Use --carry query." });
    const named = subprotocols.length > 0 ? subprotocols : [BESIDE_TOKEN];
    return { ...rest, subprotocols: [...named, token] };
  },
  header: ({ headers, ...rest }, token) => ({ ...rest, headers: { ...headers, Authorization: `Bearer ${token}` } }),
};

/** A token as RFC 9110, section 5.6.2, has it. */
const SUBPROTOCOL = /^[\w!#$%&'*+.^`|~-]+$/;

/** The request that opens a connection. Throws a `UserError` for what cannot be one. */
export function handshakeOf({ url, token, carrier, subprotocols, headers }: HandshakeWish): Handshake {
  const wrong = subprotocols.find((name) => !SUBPROTOCOL.test(name));
  if (wrong !== undefined) throw new UserError(`--subprotocol takes a name without spaces or commas, not "${wrong}".`);
  const bare = { url: webSocketUrl(url), subprotocols, headers: Object.fromEntries(headers.map(readHeader)) };
  return token === undefined ? bare : CARRY[carrier](bare, token);
}

const SCHEMES: Readonly<Record<string, string>> = { "http:": "ws:", "https:": "wss:", "ws:": "ws:", "wss:": "wss:" };

function webSocketUrl(text: string): URL {
  const scheme = URL.canParse(text) ? SCHEMES[new URL(text).protocol] : undefined;
  if (scheme === undefined)
    throw new UserError(`This is no URL of a WebSocket: ${text}`, { hint: "One looks like ws://127.0.0.1:3001/dev." });
  const url = new URL(text.replace(/^\w+:/, scheme));
  // A fragment is not part of a WebSocket's address (RFC 6455, section 3).
  url.hash = "";
  return url;
}

function readHeader(header: string): [string, string] {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*([^\r\n]*)$/.exec(header) ?? [];
  if (name === undefined || value === undefined)
    throw new UserError(`--header takes 'NAME: VALUE', not "${header.split(":")[0]}".`);
  return [name, value];
}

/** A URL without its query, which may hold a token. */
export const shownUrl = ({ protocol, host, pathname, search }: URL): string =>
  `${protocol}//${host}${pathname}${search === "" ? "" : "?…"}`;
