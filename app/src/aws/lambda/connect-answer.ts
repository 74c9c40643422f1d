import type { RefusalCause } from "../../core/tokens/refusal.ts";
import { offeredSubprotocols, SUBPROTOCOL } from "../../core/tokens/token-carrier.ts";

/** Refusals with the bodies that API Gateway itself gives, so that it cannot be told who refused. */
const REFUSALS: Partial<Record<RefusalCause, { statusCode: number; body: string }>> = {
  too_many_connections: { statusCode: 429, body: JSON.stringify({ message: "Too Many Requests" }) },
};

const UNAUTHORIZED = { statusCode: 401, body: JSON.stringify({ message: "Unauthorized" }) };

/** Gives the answer of `$connect`, by the cause of a refusal if there is one and the subprotocols that were offered. */
export function connectAnswer(refusal: RefusalCause | undefined, subprotocols: string | undefined) {
  if (refusal) return REFUSALS[refusal] ?? UNAUTHORIZED;
  // A client fails the handshake over a subprotocol that it did not offer, and over none when it did offer some.
  const offered = offeredSubprotocols(subprotocols).includes(SUBPROTOCOL);
  return { statusCode: 200, ...(offered && { headers: { "Sec-WebSocket-Protocol": SUBPROTOCOL } }) };
}
