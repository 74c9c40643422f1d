import { Refusal } from "./refusal.ts";

/** The subprotocol that this API speaks, and the only one it ever selects. */
export const SUBPROTOCOL = "websocket";

/** Length that is enough for any token of ours, and few bytes to look at before anything is verified. */
const TOKEN_MAX_LENGTH = 8 * 1024;

/** Three base64url parts, none empty: an unsigned token (`alg: none`) ends here. */
const JWT_FORM = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** 256 random bits in base64url. No JWT begins like that: it has dots. */
const TICKET_FORM = /^tkt_[A-Za-z0-9_-]{43}$/;

/** The parts of a handshake that say who asks, and from where. */
export interface Handshake {
  /** Every `access_token` of the query, in order. */
  readonly queryTokens: readonly string[];
  /** The value of `Sec-WebSocket-Protocol`; several headers joined with commas, as RFC 9110 §5.3 has it. */
  readonly subprotocols: string | undefined;
  /** Every `Origin`, in order. */
  readonly origins: readonly string[];
}

export interface Credential {
  /** A JWT, or a ticket that stands for one and is good once. */
  readonly kind: "token" | "ticket";
  readonly text: string;
  readonly isInQuery: boolean;
}

/** Finds the credential of a handshake. Throws a `Refusal` unless there is one, in one place, in the right form. */
export function credentialOf({ queryTokens, subprotocols }: Handshake): Credential {
  const texts = [...queryTokens, ...subprotocolTokens(subprotocols)];
  const [text] = texts;
  if (text === undefined) throw new Refusal("token_missing", "There is no token.");
  if (texts.length > 1) throw new Refusal("token_repeated", "There is more than one token.");
  const isInQuery = queryTokens.length > 0;
  if (TICKET_FORM.test(text)) return { kind: "ticket", text, isInQuery };
  checkForm(text);
  return { kind: "token", text, isInQuery };
}

/** Throws a `Refusal` unless the text may be a JWT. */
export function checkForm(text: string): void {
  if (text.length > TOKEN_MAX_LENGTH) throw new Refusal("token_too_large", `The token has ${text.length} characters.`);
  if (!JWT_FORM.test(text)) throw new Refusal("token_malformed", "The token is not a signed JWT in compact form.");
}

/** The subprotocols that a client offers, best first. */
export function offeredSubprotocols(header: string | undefined): readonly string[] {
  return header === undefined ? [] : header.split(",").map((entry) => entry.trim());
}

function subprotocolTokens(header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  if (header.length > TOKEN_MAX_LENGTH + SUBPROTOCOL.length + 2)
    throw new Refusal("token_too_large", `The subprotocols have ${header.length} characters.`);
  const [protocol, ...tokens] = offeredSubprotocols(header);
  if (protocol !== SUBPROTOCOL)
    throw new Refusal("subprotocol_unknown", `The first subprotocol is not ${SUBPROTOCOL}.`);
  return tokens;
}
