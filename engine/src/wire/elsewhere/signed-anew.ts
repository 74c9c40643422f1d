import type { Credentials } from "../principal.ts";
import { isSignedInChunks, withoutChunks } from "../sigv4/aws-chunked.ts";
import { queryValue } from "../sigv4/canonical.ts";
import { sign } from "../sigv4/sign.ts";
import { SIGNED_EVENTS, signEvents } from "../sigv4/sign-events.ts";
import type { StreamedCall } from "./send.ts";

export interface Signing {
  readonly credentials: Credentials;
  readonly region: string;
  readonly service: string;
  readonly now: () => number;
}

const UNSIGNED = "UNSIGNED-PAYLOAD";

/** The call with a signature of these credentials; a body that is signed piece by piece has its pieces signed, too. */
export function signedAnew(call: StreamedCall, signing: Signing): StreamedCall {
  const claimed = call.headers["x-amz-content-sha256"]?.[0];
  if (queryValue(call.url.search.slice(1), "X-Amz-Signature") !== undefined) return withoutPresigning(call, signing);
  if (claimed === SIGNED_EVENTS) return withSignedEvents(call, signing);
  if (claimed !== undefined && isSignedInChunks(claimed)) return signWhole(inOnePiece(call), signing, UNSIGNED);
  return signWhole(call, signing, claimed);
}

/** Signs the head. Of a body that is still coming, the hash is the one that its sender claims. */
function signWhole(call: StreamedCall, signing: Signing, claimed: string | undefined): StreamedCall {
  const { credentials, now, ...scope } = signing;
  const isHere = Buffer.isBuffer(call.body);
  const whole = { ...call, body: Buffer.isBuffer(call.body) ? call.body : Buffer.alloc(0) };
  const signed = sign(whole, credentials, { ...scope, epochMs: now(), ...(!isHere && { payloadHash: claimed }) });
  return { ...call, headers: signed.headers };
}

function withSignedEvents(call: StreamedCall, signing: Signing): StreamedCall {
  const body = Buffer.isBuffer(call.body) ? only(call.body) : call.body;
  const signed = signWhole({ ...call, body }, signing, SIGNED_EVENTS);
  const [seed = ""] = /[0-9a-f]{64}$/.exec(signed.headers.authorization?.[0] ?? "") ?? [];
  return { ...signed, body: signEvents(body, { ...signing, seed }) };
}

async function* only(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** The body without the chunks whose signatures are the caller's own, and without what describes them. */
function inOnePiece(call: StreamedCall): StreamedCall {
  const {
    "content-encoding": encodings = [],
    "x-amz-decoded-content-length": length = [],
    "x-amz-trailer": _trailer,
    "content-length": _length,
    ...headers
  } = call.headers;
  const encoding = encodings.flatMap((list) => list.split(",")).map((name) => name.trim());
  const others = encoding.filter((name) => name !== "aws-chunked");
  return {
    ...call,
    headers: {
      ...headers,
      ...(others.length > 0 && { "content-encoding": [others.join(",")] }),
      "content-length": length,
      "x-amz-content-sha256": [UNSIGNED],
    },
    body: withoutChunks(Buffer.isBuffer(call.body) ? only(call.body) : call.body),
  };
}

/** A request that is signed in its query, signed in its headers instead: its query would be the caller's signature. */
function withoutPresigning(call: StreamedCall, signing: Signing): StreamedCall {
  const url = new URL(call.url);
  const kept = url.search
    .slice(1)
    .split("&")
    .filter((pair) => !PRESIGNING.test(pair));
  url.search = kept.join("&");
  // Whoever presigned did not know the body.
  const headers = { ...call.headers, "x-amz-content-sha256": [UNSIGNED] };
  return signWhole({ ...call, url, headers }, signing, UNSIGNED);
}

const PRESIGNING = /^X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token)=/i;
