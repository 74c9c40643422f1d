import { createHmac } from "node:crypto";
import { remembered } from "../../kernel/remembered.ts";
import type { HttpCall } from "../http-client.ts";
import type { Credentials } from "../principal.ts";
import { canonicalRequest, sha256Hex } from "./canonical.ts";
import { ALGORITHM, toTimestamp } from "./parse.ts";

export interface SigningScope {
  readonly region: string;
  readonly service: string;
  readonly epochMs: number;
  /** The hash of the body that is signed. Default: that of the call's body, or what S3's clients claim in its place. */
  readonly payloadHash?: string | undefined;
}

/** Headers that a signature has to cover besides the host; S3 refuses a call in which one of these is not signed. */
const isSigned = (name: string) => name.startsWith("x-amz-");

/** `{date}/{region}/{service}/aws4_request` */
export const scopeOf = ({ epochMs, region, service }: SigningScope): string =>
  [toTimestamp(epochMs).slice(0, 8), region, service, "aws4_request"].join("/");

/** The call, whose header names are in lower case, with the headers of Signature Version 4. */
export function sign(call: HttpCall, credentials: Credentials, scope: SigningScope): HttpCall {
  const timestamp = toTimestamp(scope.epochMs);
  const { sessionToken } = credentials;
  const headers = {
    ...call.headers,
    "x-amz-date": [timestamp],
    ...(sessionToken !== undefined && { "x-amz-security-token": [sessionToken] }),
  };
  const signedHeaders = ["host", ...Object.keys(headers).filter(isSigned)].sort();
  const canonical = canonicalRequest(
    {
      method: call.method,
      rawPath: call.url.pathname,
      rawQuery: call.url.search.slice(1),
      host: call.url.host,
      headers: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(",")])),
      rawHeaders: Object.entries({ ...headers, host: [call.url.host] }).flatMap(([name, values]) => [
        name,
        values.join(","),
      ]),
      remoteAddress: "",
      body: call.body,
    },
    { signedHeaders, service: scope.service, payloadHash: scope.payloadHash },
  );
  const credentialScope = scopeOf(scope);
  const toSign = stringToSign(canonical, timestamp, credentialScope);
  const authorization =
    `${ALGORITHM} Credential=${credentials.accessKeyId}/${credentialScope}, ` +
    `SignedHeaders=${signedHeaders.join(";")}, Signature=${signatureOf(toSign, credentialScope, credentials)}`;
  return { ...call, headers: { ...headers, authorization: [authorization] } };
}

export const stringToSign = (canonical: string, timestamp: string, scope: string): string =>
  [ALGORITHM, timestamp, scope, sha256Hex(canonical)].join("\n");

/** The signature by the key that the parts of the scope derive from the secret. */
export function signatureOf(
  toSign: string,
  scope: string,
  { secretAccessKey }: Pick<Credentials, "secretAccessKey">,
): string {
  return hmac(signingKeyOf(`${scope}\n${secretAccessKey}`) ?? "", toSign).toString("hex");
}

/** The key of a scope, which is the same for a day, by the scope and the secret in lines. */
const signingKeyOf = remembered((text) => {
  const end = text.indexOf("\n");
  return text
    .slice(0, end)
    .split("/")
    .reduce<string | Buffer>(hmac, `AWS4${text.slice(end + 1)}`);
});

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
