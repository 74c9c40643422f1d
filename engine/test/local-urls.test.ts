import { describe, expect, it } from "vitest";
import { createLocalUrls } from "../src/local-urls.ts";
import type { Addressed } from "../src/services/api-gateway/addresses.ts";
import type { ApiType } from "../src/services/api-gateway/gateway-responses.ts";

const host = (apiId: string) => `${apiId}.execute-api.us-east-1.amazonaws.com`;
const addressed = (type: ApiType, logicalId: string, apiId: string, stage: string): Addressed => ({
  type,
  logicalId,
  id: apiId,
  host: host(apiId),
  defaultEndpointDisabled: false,
  stages: new Map([[stage, {}]]),
});
const one = [addressed("websocket", "Api", "abc123", "dev")];
const two = [...one, addressed("websocket", "Other", "def456", "dev")];
const queues = new Set(["https://sqs.us-east-1.amazonaws.com/000000000000/jobs.fifo"]);
const http = (logicalId: string, stage: string) => addressed("http-api", logicalId, logicalId.toLowerCase(), stage);

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
      "a queue's URL",
      one,
      "https://sqs.us-east-1.amazonaws.com/000000000000/jobs.fifo",
      "http://127.0.0.1:3001/000000000000/jobs.fifo",
    ],
    ...[
      "us-east-1.queue.amazonaws.com",
      "queue.amazonaws.com",
      "sqs-fips.us-east-1.amazonaws.com",
      "sqs.us-east-1.api.aws",
    ].map((name): [string, typeof one, string, string] => [
      `a queue's URL under the name ${name}`,
      one,
      `see https://${name}/000000000000/jobs.fifo, please`,
      "see http://127.0.0.1:3001/000000000000/jobs.fifo, please",
    ]),
    ...["eu-west-1.queue.amazonaws.com", "sqs.eu-west-1.api.aws", "queue.example.com"].map(
      (name): [string, typeof one, string, string] => [
        `no URL of a queue under ${name}`,
        one,
        `https://${name}/000000000000/jobs.fifo`,
        `https://${name}/000000000000/jobs.fifo`,
      ],
    ),
    [
      "no URL of a queue elsewhere",
      one,
      "https://sqs.us-east-1.amazonaws.com/000000000000/other",
      "https://sqs.us-east-1.amazonaws.com/000000000000/other",
    ],
    [
      "a command",
      one,
      "aws lambda invoke --function-name F out.json",
      "aws lambda invoke --function-name F out.json --endpoint-url http://127.0.0.1:3001",
    ],
  ])("replace %s", (_what, apis, text, expected) => {
    expect(createLocalUrls(apis, queues, "http://127.0.0.1:3001").localize(text)).toBe(expected);
  });

  it("replace a queue's URL in every partition", () => {
    const url = "https://sqs.us-iso-east-1.c2s.ic.gov/000000000000/jobs";
    const urls = createLocalUrls(one, new Set([url]), "http://127.0.0.1:3001");
    expect(urls.localize(url)).toBe("http://127.0.0.1:3001/000000000000/jobs");
  });

  it("name the API in the path only where two share a stage", () => {
    expect(createLocalUrls(two, queues, "http://127.0.0.1:1").webSockets.map(({ url }) => url)).toEqual([
      "ws://127.0.0.1:1/abc123/dev",
      "ws://127.0.0.1:1/def456/dev",
    ]);
  });

  const described = [
    ...one,
    http("Shop", "$default"),
    http("Shop", "beta"),
    http("Files", "dev"),
    { ...addressed("function-url", "HelloUrl", "u1", "$default"), host: "u1.lambda-url.us-east-1.on.aws" },
    { ...http("Nested", "$default"), logicalId: "Child/Nested" },
  ];

  it.each([
    ["the default stage", `https://${host("shop")}/items/1`, "http://127.0.0.1:3001/Shop/items/1"],
    ["the default stage's root", `https://${host("shop")}/`, "http://127.0.0.1:3001/Shop/"],
    ["a named stage", `https://${host("shop")}/beta/items`, "http://127.0.0.1:3001/beta/items"],
    ["a stage that a WebSocket API has too", `https://${host("files")}/dev/a`, "http://127.0.0.1:3001/Files/dev/a"],
    ["a function's URL", "https://u1.lambda-url.us-east-1.on.aws/", "http://127.0.0.1:3001/HelloUrl/"],
    ["a path that is no stage", `https://${host("files")}/prod`, `https://${host("files")}/prod`],
  ])("replace that of %s", (_what, text, expected) => {
    expect(createLocalUrls(described, queues, "http://127.0.0.1:3001").localize(text)).toBe(expected);
  });

  it("of HTTP APIs name the API wherever a stage's name alone would not do", () => {
    const { httpApis, webSockets } = createLocalUrls(described, queues, "http://127.0.0.1:1");
    expect(webSockets.map(({ url }) => url)).toEqual(["ws://127.0.0.1:1/dev"]);
    expect(httpApis.map(({ url }) => url)).toEqual([
      "http://127.0.0.1:1/Shop",
      "http://127.0.0.1:1/beta",
      "http://127.0.0.1:1/Files/dev",
      "http://127.0.0.1:1/HelloUrl",
      "http://127.0.0.1:1/Child-Nested",
    ]);
  });
});
