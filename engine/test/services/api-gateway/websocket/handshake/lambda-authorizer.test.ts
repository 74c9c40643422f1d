import { describe, expect, it } from "vitest";
import { parseAuthorizerResponse } from "../../../../../src/services/api-gateway/websocket/lambda-authorizer.ts";

const policyDocument = { Version: "2012-10-17", Statement: [] };
const parse = (response: unknown) => parseAuthorizerResponse(JSON.stringify(response));

describe("an authorizer's response", () => {
  it("gives the principal and the context as strings", () => {
    const context = { text: "a", number: 1.5, yes: true, no: false };
    expect(parse({ principalId: "p", policyDocument, context, usageIdentifierKey: "k" })).toEqual({
      policyDocument,
      authorizer: { principalId: "p", text: "a", number: "1.5", yes: "true", no: "false" },
      usageIdentifierKey: "k",
    });
  });

  it("keeps the digits of numbers in the context", () => {
    const payload = '{"principalId":"p","policyDocument":{},"context":{"level":1.0,"id":9007199254740993}}';
    expect(parseAuthorizerResponse(payload)).toMatchObject({ authorizer: { level: "1.0", id: "9007199254740993" } });
  });

  it("does not let the context replace the principal", () => {
    expect(parse({ principalId: "p", policyDocument, context: { principalId: "other" } })).toMatchObject({
      authorizer: { principalId: "p" },
    });
  });

  it.each([
    ["nothing", null],
    ["a status code", { statusCode: 401 }],
    ["no principal", { policyDocument }],
    ["an empty principal", { principalId: "", policyDocument }],
    ["a principal that is no text", { principalId: 7, policyDocument }],
    ["no policy", { principalId: "p" }],
    ["a policy as text", { principalId: "p", policyDocument: "{}" }],
    ["a nested context", { principalId: "p", policyDocument, context: { claims: { sub: "x" } } }],
    ["a list in the context", { principalId: "p", policyDocument, context: { roles: ["a"] } }],
    ["null in the context", { principalId: "p", policyDocument, context: { name: null } }],
    ["more than 8 KB", { principalId: "p", policyDocument, context: { long: "x".repeat(8_192) } }],
  ])("is refused with %s", (_, response) => {
    expect(parse(response)).toBeTypeOf("string");
  });

  it("counts bytes, not characters", () => {
    const of = (long: string) => parse({ principalId: "p", policyDocument, context: { long } });
    expect(of("x".repeat(5_000))).toBeTypeOf("object");
    expect(of("é".repeat(5_000))).toBeTypeOf("string");
  });

  it("never quotes what the function returned", () => {
    expect(parse({ principalId: "p", policyDocument, context: { token: { raw: "s3cret" } } })).not.toContain("s3cret");
  });
});
