import { z } from "zod";
import { UserError } from "../../kernel/errors.ts";
import type { HandshakeWish } from "./opened-socket.ts";

/** A token as RFC 9110, section 5.6.2, has it: names of headers and of subprotocols. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Headers that the handshake itself has. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "host",
  "upgrade",
  "content-length",
  "transfer-encoding",
  "sec-websocket-key",
  "sec-websocket-version",
  "sec-websocket-protocol",
  "sec-websocket-extensions",
]);

const HEADER = "A header is a pair of a name and a value, without line breaks.";
const PROTOCOL = "A subprotocol has no spaces and no commas.";

const wishSchema = z.object({
  relay: z.string("relay must be the id of a stream."),
  url: z.string("url must be the URL of a WebSocket."),
  subprotocols: z.array(z.string(PROTOCOL).regex(TOKEN, PROTOCOL), PROTOCOL).default([]),
  headers: z
    .array(
      z.tuple([z.string(HEADER).regex(TOKEN, HEADER), z.string(HEADER).regex(/^[^\r\n\0]*$/, HEADER)], HEADER),
      HEADER,
    )
    .default([]),
});

/** A wish, and the stream to which events of the socket go. */
export interface RelayedWish extends HandshakeWish {
  readonly relay: string;
}

/** Reads the wish of a page. Throws a `UserError` for what cannot be one. */
export function readWish(request: unknown): RelayedWish {
  const parsed = wishSchema.safeParse(request);
  if (!parsed.success) throw new UserError(parsed.error.issues[0]?.message ?? "This is no handshake.");
  const { relay, url, subprotocols, headers } = parsed.data;
  if (new Set(subprotocols).size < subprotocols.length) throw new UserError("A subprotocol is named twice.");
  const own = headers.find(([name]) => OWN_HEADERS.has(name.toLowerCase()));
  if (own) throw new UserError(`The header ${own[0]} is the handshake's own.`);
  return { relay, url: webSocketUrl(url), subprotocols, headers };
}

function webSocketUrl(text: string): URL {
  if (!URL.canParse(text) || !/^wss?:/.test(text))
    throw new UserError(`This is no URL of a WebSocket: ${text}. One looks like ws://127.0.0.1:3001/dev.`);
  const url = new URL(text);
  // A fragment is not part of a WebSocket's address (RFC 6455, section 3).
  url.hash = "";
  return url;
}
