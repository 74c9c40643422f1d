import { AwsV4Signer } from "aws4fetch";
import { systemRandom } from "../../src/kernel/random.ts";
import type { HttpRequest } from "../../src/wire/http.ts";
import { createPrincipals } from "../../src/wire/principal.ts";
import { type SignatureResult, verifySignature } from "../../src/wire/sigv4.ts";

export const principals = createPrincipals({
  accountId: "000000000000",
  random: systemRandom,
  developerKeys: [{ accessKeyId: "test", secretAccessKey: "test" }],
});
export const roleArn = "arn:aws:iam::000000000000:role/publisher";
export const temporary = principals.issue(roleArn, "session");
export const developer = { accessKeyId: "test", secretAccessKey: "test" };
export const connectionId = "BFaT_fALIAMCKug=";

export const headersOf = (rawHeaders: readonly string[]) => {
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers[(rawHeaders[at] ?? "").toLowerCase()] = rawHeaders[at + 1] ?? "";
  return headers;
};

/** A request as the listener hands it over, without the trip over the wire. */
export function request(parts: Partial<HttpRequest> & { url?: URL }): HttpRequest {
  const { url, rawHeaders = [], ...rest } = parts;
  return {
    method: "GET",
    rawPath: url?.pathname ?? "/",
    rawQuery: url?.search.slice(1) ?? "",
    host: url?.host ?? "",
    rawHeaders,
    headers: headersOf(rawHeaders),
    remoteAddress: "127.0.0.1",
    body: Buffer.alloc(0),
    ...rest,
  };
}

export type SignerOptions = ConstructorParameters<typeof AwsV4Signer>[0];

export async function sign(options: Partial<SignerOptions> & { url: string }): Promise<HttpRequest> {
  const signed = await new AwsV4Signer({
    ...developer,
    service: "execute-api",
    region: "us-east-1",
    ...options,
  }).sign();
  return request({
    method: signed.method,
    url: signed.url,
    rawHeaders: [...signed.headers].flat(),
    body: Buffer.from((options.body as string | undefined) ?? ""),
  });
}

export const verify = (signed: HttpRequest, options: { service?: string; nowMs?: number } = {}) =>
  verifySignature(signed, { principals, ...options });

export const refusalOf = (result: SignatureResult) => {
  if (result.ok) throw new Error("The signature was accepted");
  const { code, message, status } = result.error;
  return { code, message, status };
};
