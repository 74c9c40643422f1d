import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../../src/engine.ts";
import { fixture } from "../fixture.ts";
import { hasBoto3 } from "./boto3.ts";
import { KEYS, type RunningServer, startEcho, startS3 } from "./servers.ts";

let engine: Engine;
let s3: RunningServer;
const echoes: RunningServer[] = [];

const start = (services: Readonly<Record<string, string>>, passthrough: readonly string[] = []) =>
  startEngine({
    template: fixture("other-servers/template.yaml"),
    services,
    passthrough,
    developerCredentials: [KEYS],
  });

const userinfo = `${KEYS.accessKeyId}:${encodeURIComponent(KEYS.secretAccessKey)}`;

beforeAll(async () => {
  s3 = await startS3();
  engine = await start({ s3: `http://${userinfo}@localhost:${s3.port}` }, ["translate"]);
});
afterAll(async () => {
  await engine.stop();
  for (const server of [s3, ...echoes]) server[Symbol.dispose]();
});

async function invoke(event: object, { name = "node", on = engine } = {}): Promise<unknown> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new LambdaClient({ endpoint: on.endpoint, region: "us-east-1", credentials });
  const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) });
  const { Payload } = await client.send(command);
  client.destroy();
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

describe("a service whose calls another server answers", () => {
  it("gets them with the bucket in the path, signed with its own keys", async () => {
    expect(await invoke({ way: "object" })).toBe("from Node");
    const path = `/my.bucket/a%20b/c localhost:${s3.port}`;
    expect(s3.seen.slice(-2)).toEqual([`PUT ${path}`, `GET ${path}`]);
    const calls = engine.journal.entries({ service: "service", type: "call" });
    expect(calls.map(({ data }) => data.status)).toEqual([200, 200]);
  });

  it.skipIf(!hasBoto3())("gets those of boto3 as well", async () => {
    expect(await invoke({}, { name: "python" })).toBe("from Python");
  });

  it("gets calls that are not signed", async () => {
    await invoke({ way: "object" });
    expect(await invoke({ way: "public" })).toBe("from Node");
  });

  it.each([
    ["in a header", "/bucket/key", { authorization: "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=" }],
    ["in a URL", "/bucket/key?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1797000000&Signature=abc", {}],
  ])("gets no call that is signed by version 2 %s, which S3 takes no more", async (_where, path, headers) => {
    const seen = s3.seen.length;
    const answer = await fetch(`${engine.endpoint}${path}`, { headers });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    );
    expect(s3.seen.length).toBe(seen);
  });

  it("gets bodies that are larger than what the engine itself takes, as they come", async () => {
    const length = 24 * 1024 * 1024;
    expect(await invoke({ way: "large", length })).toEqual([length, length]);
  });

  it("is the only one: another service does not run here, unsigned or by HTTP/2", async () => {
    expect(await invoke({ way: "signIn" })).toMatchObject({
      message: "cognito-idp (InitiateAuth) does not run here. No call left this machine.",
    });
    expect(await invoke({ way: "talk" })).toMatchObject({
      name: "UnsupportedServiceException",
      message: expect.stringMatching(/^bedrock .* does not run here/),
    });
  });
});

describe.each(["HTTP/1.1", "HTTP/2"] as const)("a server that speaks %s", (protocol) => {
  it("gets and gives streams of events as they come, each signed anew", async () => {
    const server = await startEcho(protocol);
    echoes.push(server);
    await using talking = await start({ bedrock: `http://127.0.0.1:${server.port}` });
    expect(await invoke({ way: "talk" }, { on: talking })).toEqual(["one", "two"]);
    expect(server.seen[0]).toBe(`HTTP/${protocol === "HTTP/2" ? "2.0" : "1.1"} well signed`);
  });
});

describe("a service that is passed through", () => {
  it("answers one who speaks HTTP/2 that it cannot be called, where it cannot", async () => {
    await using offline = await start({}, ["bedrock"]);
    expect(await invoke({ way: "talk" }, { on: offline })).toMatchObject({
      name: "ServiceUnavailable",
      message: expect.stringMatching(/^--passthrough bedrock: bedrock-runtime\.us-east-1\.amazonaws\.com/),
    });
  });
});

describe("a place for a service", () => {
  it.each<[string, Parameters<typeof startEngine>[0], RegExp]>([
    ["that runs here", { services: { sqs: "http://localhost:1" } }, /^--service sqs: this service runs here/],
    ["of AWS", { services: { s3: "https://s3.amazonaws.com" } }, /^--service s3: s3.amazonaws.com is AWS/],
    [
      "and another one",
      { services: { s3: "http://localhost:1" }, passthrough: ["s3"] },
      /^--service s3 and --passthrough s3 both answer its calls/,
    ],
    [
      "and a file of answers",
      { passthrough: ["bedrock"], mock: { bedrock: "x" } },
      /^--passthrough bedrock and --mock bedrock both answer its calls/,
    ],
    ["that no file can answer for", { mock: { s3: "x" } }, /^--mock s3: canned answers are there for bedrock only/],
  ])("is refused before anything is open: %s", async (_what, options, message) => {
    await expect(startEngine({ template: fixture("other-servers/template.yaml"), ...options })).rejects.toThrow(
      message,
    );
  });
});
