import { jsonEnvelopes } from "./json-envelopes.ts";
import { queryEnvelopes } from "./query-envelopes.ts";
import { signature } from "./request.ts";
import { restEnvelopes } from "./rest-envelopes.ts";
import { type RightCall, refused, tolerable, type WrongEnvelope, withHeaders } from "./row.ts";

/** All wrong calls that are made of a right one by changing what is around its input. */
export const wrongEnvelopes = (call: RightCall): readonly WrongEnvelope[] => [
  ...signatures(call),
  ...PROTOCOLS[call.service.protocol](call),
];

const PROTOCOLS = {
  "json-1.0": jsonEnvelopes,
  "json-1.1": jsonEnvelopes,
  query: queryEnvelopes,
  "rest-json": restEnvelopes,
} as const;

function signatures({ service: { name }, request }: RightCall): WrongEnvelope[] {
  const garbled = {
    "no parts": "AWS4-HMAC-SHA256",
    "no scope": "AWS4-HMAC-SHA256 Credential=test, SignedHeaders=host, Signature=0",
    "short scope": "AWS4-HMAC-SHA256 Credential=test/20260301/us-east-1, SignedHeaders=host, Signature=0",
    "another algorithm": signature(name).replace("SHA256", "SHA1"),
    "a bearer's token": "Bearer abc",
    "a password": "Basic dGVzdDp0ZXN0",
    bytes: "\u00ff\u00fe",
  };
  const without = signature(name).replace("Signature=0", "Signature=");
  return [
    refused("signature", "none", withHeaders(request, { authorization: undefined, "x-amz-date": undefined })),
    ...Object.entries(garbled).map(([label, authorization]) =>
      refused("signature", label, withHeaders(request, { authorization })),
    ),
    tolerable("signature", "no date", withHeaders(request, { "x-amz-date": undefined })),
    tolerable("signature", "no number for a date", withHeaders(request, { "x-amz-date": "yesterday" })),
    tolerable("signature", "no signature", withHeaders(request, { authorization: without })),
  ];
}
