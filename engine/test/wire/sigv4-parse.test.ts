import { describe, expect, it } from "vitest";
import { parseSignature, type SignedPart } from "../../src/wire/sigv4/parse.ts";

const authorization = (key: string) =>
  `AWS4-HMAC-SHA256 Credential=${key}/20261130/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=ab`;

const SIGNED: SignedPart = {
  headers: { authorization: authorization("one"), "x-amz-date": "20261130T100000Z", "x-amz-security-token": "token" },
  rawQuery: "",
};

const PRESIGNED: SignedPart = {
  headers: {},
  rawQuery:
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=one%2F20261130%2Fus-east-1%2Fs3%2Faws4_request" +
    "&X-Amz-Date=20261130T100000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=ab",
};

const withHeaders = (headers: SignedPart["headers"]): SignedPart => ({
  ...SIGNED,
  headers: { ...SIGNED.headers, ...headers },
});

describe("the claim of a request", () => {
  it.each<[string, SignedPart, object]>([
    ["another key", withHeaders({ authorization: authorization("two") }), { accessKeyId: "two" }],
    ["another time", withHeaders({ "x-amz-date": "20261130T100001Z" }), { timestamp: "20261130T100001Z" }],
    ["another token", withHeaders({ "x-amz-security-token": "other" }), { sessionToken: "other" }],
    ["no token", withHeaders({ "x-amz-security-token": undefined }), { sessionToken: undefined }],
    ["a claim in its query", PRESIGNED, { service: "s3", sessionToken: undefined }],
    ["another query", { ...PRESIGNED, rawQuery: PRESIGNED.rawQuery.replace("=60&", "=61&") }, { lifetimeMs: 61_000 }],
  ])("is its own, however like the one before it is: %s", (_what, request, expected) => {
    for (const before of [SIGNED, PRESIGNED]) {
      parseSignature(before);
      expect(parseSignature(request)).toMatchObject(expected);
    }
  });

  it("is none for who claims nothing, and refused for half a claim, whoever came before", () => {
    parseSignature(SIGNED);
    expect(parseSignature({ headers: {}, rawQuery: "" })).toBeUndefined();
    parseSignature(SIGNED);
    expect(() => parseSignature(withHeaders({ "x-amz-date": undefined }))).toThrow("X-Amz-Date");
    expect(() => parseSignature(withHeaders({ "x-amz-date": undefined }))).toThrow("X-Amz-Date");
  });
});
