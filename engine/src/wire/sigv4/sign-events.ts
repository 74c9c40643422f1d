import type { Credentials } from "../principal.ts";
import { encodeEvent, encodeEventHeaders, eventPayloads } from "../protocols/event-stream.ts";
import { sha256Hex } from "./canonical.ts";
import { toTimestamp } from "./parse.ts";
import { type SigningScope, scopeOf, signatureOf } from "./sign.ts";

/** The hash that a request claims whose body is a stream of events, each with a signature of its own. */
export const SIGNED_EVENTS = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

export interface EventSigning extends Omit<SigningScope, "epochMs"> {
  readonly credentials: Credentials;
  readonly now: () => number;
  /** The signature of the request that the stream is the body of. */
  readonly seed: string;
}

/**
 * Signs a stream's events anew. Each signature covers the one before it, and the first that of the request.
 * https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-http2
 */
export async function* signEvents(stream: AsyncIterable<Uint8Array>, signing: EventSigning): AsyncGenerator<Buffer> {
  let prior = signing.seed;
  for await (const payload of eventPayloads(stream)) {
    const epochMs = signing.now();
    const date = { ":date": new Date(epochMs) };
    const credentialScope = scopeOf({ ...signing, epochMs });
    const toSign = [
      "AWS4-HMAC-SHA256-PAYLOAD",
      toTimestamp(epochMs),
      credentialScope,
      prior,
      sha256Hex(encodeEventHeaders(date)),
      sha256Hex(payload),
    ].join("\n");
    prior = signatureOf(toSign, credentialScope, signing.credentials);
    yield encodeEvent({ headers: { ...date, ":chunk-signature": Buffer.from(prior, "hex") }, payload });
  }
}
