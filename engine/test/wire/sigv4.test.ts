import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../src/wire/http.ts";
import { readCredentialScope } from "../../src/wire/sigv4.ts";
import {
  connectionId,
  principals,
  refusalOf,
  request,
  type SignerOptions,
  sign,
  temporary,
  verify,
} from "./signing.ts";

describe("verifySignature", () => {
  const url = `https://abc.execute-api.us-east-1.amazonaws.com/dev/@connections/${connectionId}`;
  const refuse = async (mutate: (signed: HttpRequest) => HttpRequest, options: Partial<SignerOptions> = {}) =>
    refusalOf(verify(mutate(await sign({ url, method: "POST", body: "hello", ...options }))));
  const withHeader = (signed: HttpRequest, name: string, value: string) => {
    const rest = signed.rawHeaders.flatMap((header, at, all) =>
      at % 2 === 0 && header.toLowerCase() !== name ? [header, all[at + 1] ?? ""] : [],
    );
    return request({ ...signed, rawHeaders: [...rest, name, value], headers: { ...signed.headers, [name]: value } });
  };

  it.each([
    ["raw on the wire", url],
    ["percent-encoded on the wire", url.replace("@", "%40").replace("=", "%3D")],
    ["with a trailing slash", "https://h/dev/@connections/"],
    ["the root", "https://h/"],
    ["doubled slashes", "https://h/dev//a///b"],
    ["reserved characters", "https://h/dev/!'()*;:@&=+$,~_-."],
    ["a query in another order", "https://h/dev?b=2&a=1&a=0&c&d=&e=x%20y+z&%C3%BC=%2B"],
  ])("accepts a path %s", async (_, address) => {
    expect(verify(await sign({ url: address }))).toEqual({ ok: true, principal: principals.developer });
    expect(verify(await sign({ url: address, signQuery: true })).ok).toBe(true);
  });

  it("takes the host that a function meant, not the one that it reached", async () => {
    const signed = await sign({ url });
    expect(verify(withHeader(signed, "host", "127.0.0.1:3001")).ok).toBe(true);
    expect(refusalOf(verify({ ...signed, host: "127.0.0.1:3001" })).code).toBe("InvalidSignatureException");
  });

  it("accepts an unsigned payload that says so, whatever the body", async () => {
    const signed = await sign({ url, method: "POST", headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } });
    expect(verify({ ...signed, body: Buffer.from("anything") }).ok).toBe(true);
  });

  it("hashes the body itself rather than believe a claimed hash", async () => {
    const headers = { "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" };
    const signed = await sign({ url, method: "POST", headers });
    expect(verify(signed).ok).toBe(true);
    expect(verify({ ...signed, body: Buffer.from("x") }).ok).toBe(false);
  });

  it("folds blanks in values and joins the values of a header given twice", async () => {
    const signed = await sign({ url, headers: { "x-note": "a b,c" } });
    const rawHeaders = signed.rawHeaders.flatMap((part, at, all) => {
      if (at % 2 === 1) return [];
      return part === "x-note" ? ["X-Note", "  a   b ", "x-note", "c"] : [part, all[at + 1] ?? ""];
    });
    expect(verify({ ...signed, rawHeaders }).ok).toBe(true);
  });

  it("takes a Date header in place of X-Amz-Date, and fields without blanks between them", async () => {
    const signed = await sign({ url, datetime: "20260102T030405Z" });
    const { "x-amz-date": _, ...headers } = signed.headers;
    const authorization = headers.authorization?.replaceAll(", ", ",") ?? "";
    const dated = { ...headers, authorization, date: "Fri, 02 Jan 2026 03:04:05 GMT" };
    expect(verify({ ...signed, headers: dated }).ok).toBe(true);
  });

  it.each([
    ["another body", (signed: HttpRequest) => ({ ...signed, body: Buffer.from("hellO") })],
    ["another method", (signed: HttpRequest) => ({ ...signed, method: "PUT" })],
    ["another path", (signed: HttpRequest) => ({ ...signed, rawPath: `${signed.rawPath}x` })],
    ["another query", (signed: HttpRequest) => ({ ...signed, rawQuery: "a=1" })],
    ["another host", (signed: HttpRequest) => ({ ...signed, host: "other" })],
    ["another date", (signed: HttpRequest) => withHeader(signed, "x-amz-date", "20260101T000001Z")],
  ])("refuses %s than the signed one, and shows the canonical string", async (_, mutate) => {
    const { code, message, status } = await refuse(mutate);
    expect({ code, status }).toEqual({ code: "InvalidSignatureException", status: 403 });
    expect(message).toMatch(
      /^The request signature we calculated does not match the signature you provided\. Check your AWS Secret Access Key and signing method\. Consult the service documentation for details\.\n\nThe Canonical String for this request should have been\n'[A-Z]+\n[\s\S]*'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n\d{8}T\d{6}Z\n\d{8}\/us-east-1\/execute-api\/aws4_request\n[0-9a-f]{64}'\n$/,
    );
  });

  it("writes the canonical path as AWS does: encoded once more than on the wire", async () => {
    const raw = await refuse((signed) => ({ ...signed, method: "PUT" }));
    expect(raw.message).toContain("'PUT\n/dev/%40connections/BFaT_fALIAMCKug%3D\n\n");
    const encoded = await refuse((signed) => ({ ...signed, method: "PUT" }), { url: url.replace("=", "%3D") });
    expect(encoded.message).toContain("'PUT\n/dev/%40connections/BFaT_fALIAMCKug%253D\n\n");
  });

  it("refuses a request that is not signed", () => {
    expect(refusalOf(verify(request({ url: new URL(url) })))).toEqual({
      code: "MissingAuthenticationTokenException",
      message: "Missing Authentication Token",
      status: 403,
    });
  });

  const unrecognized = {
    code: "UnrecognizedClientException",
    message: "The security token included in the request is invalid.",
    status: 403,
  };

  it("refuses an unknown key, a prototype's member among them", async () => {
    expect(await refuse((signed) => signed, { accessKeyId: "AKIAUNKNOWN" })).toEqual(unrecognized);
    expect(await refuse((signed) => signed, { accessKeyId: "constructor" })).toEqual(unrecognized);
  });

  it("refuses temporary credentials without their session token or with another", async () => {
    const { sessionToken, ...keys } = temporary;
    expect(verify(await sign({ url, ...temporary })).ok).toBe(true);
    expect(verify(await sign({ url, ...temporary, signQuery: true })).ok).toBe(true);
    expect(await refuse((signed) => signed, keys)).toEqual(unrecognized);
    expect(await refuse((signed) => signed, { ...keys, sessionToken: `${sessionToken}x` })).toEqual(unrecognized);
  });

  it("refuses a signature for another service", async () => {
    const signed = await sign({ url, service: "dynamodb" });
    expect(verify(signed, { service: "dynamodb" }).ok).toBe(true);
    expect(refusalOf(verify(signed, { service: "execute-api" }))).toEqual({
      code: "InvalidSignatureException",
      message: "Credential should be scoped to correct service: 'execute-api'. ",
      status: 403,
    });
  });

  it("refuses a signature that leaves the host out", async () => {
    const { message } = await refuse((signed) =>
      withHeader(signed, "authorization", String(signed.headers.authorization).replace("host;", "")),
    );
    expect(message).toBe("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  });

  it.each([
    [
      "Bearer abc",
      "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '",
    ],
    ["AWS4-HMAC-SHA256 Credential", "Invalid key=value pair (missing equal-sign)"],
    ["AWS4-HMAC-SHA512 Credential=a", "Invalid key=value pair (missing equal-sign)"],
    [
      "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host",
      "Authorization header requires 'Signature' parameter. (Hashed",
    ],
    [
      "AWS4-HMAC-SHA256 Signature=a",
      "Authorization header requires 'Credential' parameter. Authorization header requires 'SignedHeaders' parameter. (Hashed",
    ],
    [
      "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=s",
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b'",
    ],
    [
      "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=s",
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'e'.",
    ],
  ])("refuses the header %j and does not repeat it", async (authorization, text) => {
    const { code, message, status } = await refuse((signed) => withHeader(signed, "authorization", authorization));
    expect({ code, status }).toEqual({ code: "IncompleteSignatureException", status: 403 });
    expect(message).toContain(text);
    expect(message).not.toContain(authorization);
  });

  it("refuses a signature without a date", async () => {
    const { message } = await refuse((signed) => ({
      ...signed,
      headers: { authorization: signed.headers.authorization },
    }));
    expect(message).toContain("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  });

  it.each(["X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"])(
    "refuses a presigned request without %s",
    async (name) => {
      const signed = await sign({ url, signQuery: true });
      const query = new URLSearchParams(signed.rawQuery);
      query.delete(name);
      expect(refusalOf(verify({ ...signed, rawQuery: String(query) })).code).toBe("IncompleteSignatureException");
    },
  );

  const signedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
  const datetime = "20260102T030405Z";

  it.each([
    ["5 minutes", 300_000, true],
    ["-5 minutes", -300_000, true],
    ["5 minutes and a second", 301_000, false],
    ["-5 minutes and a second", -301_000, false],
  ])("holds a signature %s old: %s", async (_, ageMs, ok) => {
    expect(verify(await sign({ url, datetime }), { nowMs: signedAt + ageMs }).ok).toBe(ok);
  });

  it("says when a signature expired", async () => {
    const { message } = refusalOf(verify(await sign({ url, datetime }), { nowMs: signedAt + 600_000 }));
    expect(message).toBe(
      "Signature expired: 20260102T030405Z is now earlier than 20260102T030905Z (20260102T031405Z - 5 min.)",
    );
  });

  it("refuses a date that is none when it has to be current", async () => {
    expect(verify(await sign({ url, datetime: "tomorrow" }), { nowMs: signedAt }).ok).toBe(false);
  });

  it("holds a presigned request for as long as it says", async () => {
    const signed = await sign({ url: `${url}?X-Amz-Expires=3600`, datetime, signQuery: true });
    expect(verify(signed, { nowMs: signedAt + 3_600_000 }).ok).toBe(true);
    expect(verify(signed, { nowMs: signedAt + 3_601_000 }).ok).toBe(false);
  });

  it.each(["abc", "-1", "604801", "1e9", ""])("refuses X-Amz-Expires=%s", async (expires) => {
    const signed = await sign({ url: `${url}?X-Amz-Expires=${expires}`, datetime, signQuery: true });
    expect(refusalOf(verify(signed, { nowMs: signedAt })).code).toBe("IncompleteSignatureException");
  });

  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
  const segment = text.filter((part) => part !== "." && part !== "..");
  const anyRequest = fc.record({
    method: fc.constantFrom("GET", "POST", "DELETE"),
    segments: fc.array(segment, { maxLength: 4 }),
    query: fc.array(fc.tuple(text, fc.string({ unit: "grapheme" })), { maxLength: 4 }),
    note: fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/),
    body: fc.string({ unit: "grapheme" }),
    signQuery: fc.boolean(),
  });

  const signAny = ({ segments, query, note, ...rest }: typeof anyRequest extends fc.Arbitrary<infer T> ? T : never) => {
    const path = segments.map(encodeURIComponent).join("/");
    const search = query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
    return sign({ ...rest, url: `https://h.example/${path}?${search}`, headers: { "x-note": note }, ...temporary });
  };

  it("accepts every request that an independent signer signed, and no other", async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, anyRequest, async (one, two) => {
        fc.pre(one.note !== two.note);
        const signed = await signAny(one);
        const other = await signAny(two);
        expect(verify(signed).ok).toBe(true);
        const parts: readonly (keyof HttpRequest)[] = ["method", "rawPath", "rawQuery", "body"];
        for (const part of parts) {
          if (String(other[part]) !== String(signed[part]))
            expect(verify({ ...signed, [part]: other[part] }).ok).toBe(false);
        }
      }),
    );
  });

  it("answers hostile headers and queries with a refusal, never with an exception", () => {
    const hostile = fc.oneof(fc.string(), fc.stringMatching(/^AWS4-HMAC-SHA256 [A-Za-z=,/; ]{0,60}$/));
    fc.assert(
      fc.property(hostile, fc.string(), fc.string(), (authorization, date, rawQuery) => {
        const headers = { authorization, "x-amz-date": date };
        expect(verify(request({ headers }), { nowMs: 0 }).ok).toBe(false);
        const presigned = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=${date}&${rawQuery}`;
        expect(verify(request({ rawQuery: presigned }), { nowMs: 0 }).ok).toBe(false);
        expect(readCredentialScope({ headers, rawQuery })).toBeUndefined();
      }),
    );
  });
});
