import {
  CloudWatchLogsClient,
  type LiveTailSessionUpdate,
  StartLiveTailCommand,
  type StartLiveTailRequest,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { logs } from "../../../src/services/logs/definition.ts";
import { LiveTail } from "../../../src/services/logs/live-tail.ts";
import { ACCOUNT_ID, type Harness, REGION, STARTED_AT, startService } from "../harness.ts";

const groupArn = (name: string) => `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${name}`;
const SHOP = groupArn("/aws/lambda/shop");
const AUDIT = groupArn("/shop/audit");
const SESSION_MS = 3 * 60 * 60 * 1000;

let service: Harness;
let client: CloudWatchLogsClient;
let caller: AbortController;

beforeEach(async () => {
  const Declared = { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/shop/audit" } };
  service = await startService(logs, { resources: { Declared } });
  client = new CloudWatchLogsClient({ ...(await service.serve()), disableHostPrefix: true });
  caller = new AbortController();
  print("a", "before");
});
afterEach(async () => {
  caller.abort();
  client.destroy();
  await service[Symbol.asyncDispose]();
});

function print(logStreamName: string, ...messages: readonly string[]): void {
  const logEvents = messages.map((message) => ({ timestamp: service.clock.now(), message }));
  const from = { principal: "lambda.amazonaws.com" };
  service.service.receives?.write?.(SHOP, { logStreamName, logEvents }, from);
}

async function tail(input: Partial<StartLiveTailRequest> = {}) {
  const command = new StartLiveTailCommand({ logGroupIdentifiers: [SHOP], ...input });
  const { responseStream } = await client.send(command, { abortSignal: caller.signal });
  const events = responseStream?.[Symbol.asyncIterator]();
  const next = async () => (await events?.next())?.value;
  const start = (await next())?.sessionStart;
  /** The update of the next second of engine time. */
  async function second() {
    await service.clock.advance(1000);
    return (await next())?.sessionUpdate;
  }
  return { start, second, next };
}

const messagesOf = (update: LiveTailSessionUpdate | undefined): string[] =>
  update?.sessionResults?.map(({ message = "" }) => message) ?? [];

describe("StartLiveTail", () => {
  it("says what is listened to, then tells each second what came in it and nothing of before", async () => {
    const { start, second } = await tail();
    expect(start).toMatchObject({
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      sessionId: expect.stringMatching(/^[\da-f-]{36}$/),
      logGroupIdentifiers: [SHOP],
      logEventFilterPattern: "",
    });
    print("a", "one", "two");
    expect(await second()).toEqual({
      sessionMetadata: { sampled: false },
      sessionResults: ["one", "two"].map((message) => ({
        logStreamName: "a",
        logGroupIdentifier: SHOP,
        message,
        timestamp: STARTED_AT,
        ingestionTime: STARTED_AT,
      })),
    });
    expect(await second()).toEqual({ sessionMetadata: { sampled: false }, sessionResults: [] });
    print("b", "three");
    expect(messagesOf(await second())).toEqual(["three"]);
  });

  it.each([
    ["a pattern", { logEventFilterPattern: "ERROR" }, ["ERROR one"]],
    ["a stream", { logStreamNames: ["b"] }, ["INFO two"]],
    ["the beginning of a stream's name", { logStreamNamePrefixes: ["x", "b"] }, ["INFO two"]],
    ["several groups", { logGroupIdentifiers: [AUDIT, SHOP] }, ["ERROR one", "INFO two"]],
    ["another group", { logGroupIdentifiers: [AUDIT] }, []],
  ])("takes %s", async (_what, input, expected) => {
    const { second } = await tail(input);
    print("a", "ERROR one");
    print("b", "INFO two");
    expect(messagesOf(await second())).toEqual(expected);
  });

  it("gives a sample of 500 where more came in a second, and says so", async () => {
    const { second } = await tail();
    print("a", ...Array.from({ length: 1250 }, (_, index) => String(index)));
    const update = await second();
    expect(update?.sessionMetadata?.sampled).toBe(true);
    expect(new Set(messagesOf(update)).size).toBe(500);
  });

  it("ends after three hours, with what came to its end", async () => {
    const { next } = await tail();
    await service.clock.advance(SESSION_MS - 1000);
    print("a", "last");
    await service.clock.advance(60_000);
    const newest: string[][] = [];
    const readAll = async () => {
      for (let event = await next(); event; event = await next()) newest.push(messagesOf(event.sessionUpdate));
    };
    await expect(readAll()).rejects.toMatchObject({ name: "SessionTimeoutException" });
    expect(newest).toHaveLength(SESSION_MS / 1000);
    expect(newest.at(-1)).toEqual(["last"]);
  });

  it("keeps ten updates for who does not listen, and drops the oldest", async () => {
    const { clock } = service;
    const session = new LiveTail({ clock, signal: caller.signal, start: {}, matches: () => true });
    await clock.advance(25_000);
    await clock.advance(SESSION_MS);
    const events = [];
    for await (const event of session) events.push("type" in event ? event.type : event.exception);
    expect(events).toEqual(["sessionStart", ...Array(9).fill("sessionUpdate"), "SessionTimeoutException"]);
  });

  it.each([
    ["a name", { logGroupIdentifiers: ["/aws/lambda/shop"] }, "InvalidParameterException"],
    ["an ARN with a star", { logGroupIdentifiers: [`${SHOP}:*`] }, "InvalidParameterException"],
    ["a group that is not there", { logGroupIdentifiers: [groupArn("/none")] }, "ResourceNotFoundException"],
    [
      "streams of two groups",
      { logGroupIdentifiers: [AUDIT, SHOP], logStreamNames: ["a"] },
      "InvalidParameterException",
    ],
    [
      "names and beginnings of names",
      { logStreamNames: ["a"], logStreamNamePrefixes: ["a"] },
      "InvalidParameterException",
    ],
    ["a pattern that is none", { logEventFilterPattern: "{ a" }, "InvalidParameterException"],
    ["eleven groups", { logGroupIdentifiers: Array.from({ length: 11 }, () => SHOP) }, "InvalidParameterException"],
  ])("refuses %s", async (_what, input, name) => {
    await expect(tail(input)).rejects.toMatchObject({ name });
  });

  it("needs the right to listen to each of its groups", () => {
    const { principals } = service.context;
    const input = { logGroupIdentifiers: [SHOP, AUDIT] };
    const call = {
      operation: "StartLiveTail",
      input,
      principal: principals.developer,
      requestId: "r",
      http: {} as never,
    };
    const needs = [SHOP, AUDIT].map((arn) => ({ action: "logs:StartLiveTail", resource: `${arn}:log-stream:` }));
    expect(service.service.access?.(call)).toEqual(needs);
  });
});
