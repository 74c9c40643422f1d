import fc from "fast-check";
import { systemRandom } from "../../../engine/src/kernel/random.ts";
import type { HttpRequest } from "../../../engine/src/wire/http.ts";
import { createPrincipals } from "../../../engine/src/wire/principal.ts";
import { sign } from "../../../engine/src/wire/sigv4/sign.ts";
import { readCredentialScope, verifySignature } from "../../../engine/src/wire/sigv4.ts";
import { expectTrue, type Target } from "../../target.ts";
import { textOf } from "../text.ts";
import { readRequest } from "./requests-of.ts";

const WORDS = [
  ...[
    "Authorization: AWS4-HMAC-SHA256 ",
    "Credential=test/20260101/us-east-1/sqs/aws4_request",
    "SignedHeaders=host;x-amz-date",
    "Signature=00",
  ],
  ...[
    "X-Amz-Date: 20260101T000000Z",
    "Host: h",
    "X-Amz-Security-Token: t",
    "x-amz-content-sha256: UNSIGNED-PAYLOAD",
    ", ",
    "\n",
    "\n\n",
    ";",
    "/",
  ],
  ...[
    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
    "&X-Amz-Credential=",
    "&X-Amz-Expires=60",
    "&X-Amz-SignedHeaders=host",
    "&X-Amz-Signature=",
    "%2F",
    "%",
    "GET ",
    "?",
  ],
];

const NOW = Date.UTC(2026, 0, 1);
const KEYS = { accessKeyId: "test", secretAccessKey: "secret" };

/** Signs what was read by another way, as a client would. */
function signed({ method, rawPath, rawQuery, body }: HttpRequest): HttpRequest | undefined {
  const address = `http://example.com${rawPath.startsWith("/") ? "" : "/"}${rawPath}?${rawQuery}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const call = sign({ method, url, headers: {}, body }, KEYS, { region: "us-east-1", service: "sqs", epochMs: NOW });
  const headers = Object.fromEntries(Object.entries(call.headers).map(([name, values]) => [name, values.join(",")]));
  const rawHeaders = Object.entries({ ...headers, host: url.host }).flat();
  return {
    method,
    rawPath: url.pathname,
    rawQuery: url.search.slice(1),
    host: url.host,
    headers,
    rawHeaders,
    body,
    remoteAddress: "",
  };
}

/** A request: nobody is let in but who signs with the key, and who does is. */
export function sigv4(): Target {
  const principals = createPrincipals({ accountId: "000000000000", random: systemRandom, developerKeys: [KEYS] });
  const options = { principals, service: "sqs", nowMs: NOW };
  return {
    words: WORDS,
    structured: fc
      .tuple(fc.constantFrom("GET /", "POST /a/b?x=1&y", "GET /?"), textOf(WORDS))
      .map(([head, rest]) => `${head} HTTP\n${rest}`),
    run(input) {
      const request = readRequest(input);
      readCredentialScope(request);
      expectTrue(!verifySignature(request, options).ok, "a request is let in that nobody has signed");
      const own = signed(request);
      if (!own) return;
      expectTrue(verifySignature(own, options).ok, "a request is refused that was signed");
      const changed = { ...own, body: Buffer.concat([own.body, Buffer.from("x")]) };
      expectTrue(!verifySignature(changed, options).ok, "a request is let in whose body was changed");
    },
  };
}
