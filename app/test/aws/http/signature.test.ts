import { AwsV4Signer } from "aws4fetch";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSigner } from "../../../src/aws/http/signature.ts";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const signing = { ...KEYS, service: "service", region: "us-east-1" };
const BEFORE_2040 = {
  min: new Date("2015-08-30T12:36:00Z"),
  max: new Date("2040-01-01T00:00:00Z"),
  noInvalidDate: true,
};

const header = fc.string({ unit: "grapheme-ascii", minLength: 1 }).filter((text) => text.trim() !== "");
const requests = fc.record({
  method: fc.constantFrom("GET", "POST", "DELETE"),
  segments: fc.array(
    fc.string({ unit: "binary", minLength: 1 }).filter((text) => !/^\.+$/.test(text) && isWellFormed(text)),
  ),
  headers: fc.record({ "content-type": header, "x-amz-target": header }, { requiredKeys: [] }),
  body: fc.string({ unit: "binary" }),
});

const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text);

describe("a signature", () => {
  it("is that of AWS's own example", () => {
    // get-vanilla of https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-test-suite.html
    const sign = createSigner({ ...signing, now: () => new Date("2015-08-30T12:36:00Z") });
    const request = { method: "GET", url: new URL("https://example.amazonaws.com/"), headers: {}, body: "" };
    expect(sign(request).authorization).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    );
  });

  it("is the one that another signer makes, whatever the request, the day and the session", async () => {
    let at = new Date(0);
    const day = createSigner({ ...signing, now: () => at });
    const session = createSigner({ ...signing, sessionToken: "session", now: () => at });
    await fc.assert(
      fc.asyncProperty(requests, fc.date(BEFORE_2040), fc.boolean(), async (request, date, hasSession) => {
        at = date;
        const { method, headers, body } = request;
        const url = new URL(`https://x.example/${request.segments.map(encodeURIComponent).join("/")}`);
        const datetime = date.toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
        const sent = { method, headers, ...(body !== "" && { body }) };
        const token = hasSession ? { sessionToken: "session" } : {};
        const other = new AwsV4Signer({ ...signing, ...token, ...sent, url: url.href, datetime, allHeaders: true });
        const { headers: expected } = await other.sign();
        const signed = (hasSession ? session : day)({ method, url, headers, body });
        expect(signed.authorization).toBe(expected.get("authorization"));
      }),
    );
  });

  it("leaves out the header of X-Ray, which changes on the way", () => {
    const sign = createSigner(signing);
    const headers = { "x-amzn-trace-id": "Root=1", "x-amz-target": "t" };
    const signed = sign({ method: "POST", url: new URL("https://x.example/"), headers, body: "" });
    expect(signed).toMatchObject(headers);
    expect(signed.authorization).toContain("SignedHeaders=host;x-amz-date;x-amz-target,");
  });
});
