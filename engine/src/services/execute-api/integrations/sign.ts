import { createHmac } from "node:crypto";
import type { Credentials } from "../../../kernel/principal.ts";
import { canonicalRequest, sha256Hex } from "../../../wire/sigv4/canonical.ts";
import { ALGORITHM, toTimestamp } from "../../../wire/sigv4/parse.ts";
import type { HttpCall } from "./http-client.ts";

export interface SigningScope {
  readonly region: string;
  readonly service: string;
  readonly epochMs: number;
}

/** The call with the headers of Signature Version 4, as API Gateway signs what it asks of another service. */
export function sign(call: HttpCall, credentials: Required<Credentials>, scope: SigningScope): HttpCall {
  const timestamp = toTimestamp(scope.epochMs);
  const headers = {
    ...call.headers,
    "x-amz-date": [timestamp],
    "x-amz-security-token": [credentials.sessionToken],
  };
  const { service, region } = scope;
  const signedHeaders = ["host", "x-amz-date", "x-amz-security-token"];
  const canonical = canonicalRequest(
    {
      method: call.method,
      rawPath: call.url.pathname,
      rawQuery: call.url.search.slice(1),
      host: call.url.host,
      headers: {},
      rawHeaders: Object.entries({ ...headers, host: [call.url.host] }).flatMap(([name, values]) => [
        name,
        values.join(","),
      ]),
      remoteAddress: "",
      body: call.body,
    },
    { signedHeaders, service },
  );
  const parts = [timestamp.slice(0, 8), region, service, "aws4_request"];
  const toSign = [ALGORITHM, timestamp, parts.join("/"), sha256Hex(canonical)].join("\n");
  const key = parts.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const authorization =
    `${ALGORITHM} Credential=${credentials.accessKeyId}/${parts.join("/")}, ` +
    `SignedHeaders=${signedHeaders.join(";")}, Signature=${hmac(key, toSign).toString("hex")}`;
  return { ...call, headers: { ...headers, authorization: [authorization] } };
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
