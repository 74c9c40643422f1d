import { describe, expect, it } from "vitest";
import { createLocalUrls } from "../src/local-urls.ts";

const identity = { region: "us-east-1", urlSuffix: "amazonaws.com" };
const one = [{ logicalId: "Api", apiId: "abc123", stage: "dev" }];
const two = [...one, { logicalId: "Other", apiId: "def456", stage: "dev" }];
const host = (apiId: string) => `${apiId}.execute-api.us-east-1.amazonaws.com`;

describe("local URLs", () => {
  it.each([
    ["a WebSocket URL", one, `wss://${host("abc123")}/dev`, "ws://127.0.0.1:3001/dev"],
    ["a callback URL", one, `https://${host("abc123")}/dev`, "http://127.0.0.1:3001/dev"],
    ["a URL without a stage", one, `wss://${host("abc123")}`, "ws://127.0.0.1:3001"],
    ["a URL inside text", one, `see wss://${host("abc123")}/dev.`, "see ws://127.0.0.1:3001/dev."],
    ["an API whose stage name is shared", two, `wss://${host("def456")}/dev`, "ws://127.0.0.1:3001/def456/dev"],
    ["an API that does not run here", one, `wss://${host("zzz")}/dev`, `wss://${host("zzz")}/dev`],
    [
      "another region",
      one,
      "wss://abc123.execute-api.eu-west-1.amazonaws.com/dev",
      "wss://abc123.execute-api.eu-west-1.amazonaws.com/dev",
    ],
    [
      "a command",
      one,
      "aws lambda invoke --function-name F out.json",
      "aws lambda invoke --function-name F out.json --endpoint-url http://127.0.0.1:3001",
    ],
  ])("replace %s", (_what, apis, text, expected) => {
    expect(createLocalUrls(apis, identity, "http://127.0.0.1:3001").localize(text)).toBe(expected);
  });

  it("name the API in the path only where two share a stage", () => {
    expect(createLocalUrls(two, identity, "http://127.0.0.1:1").webSockets.map(({ url }) => url)).toEqual([
      "ws://127.0.0.1:1/abc123/dev",
      "ws://127.0.0.1:1/def456/dev",
    ]);
  });
});
