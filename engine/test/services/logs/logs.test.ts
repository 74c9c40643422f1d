import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { logs } from "../../../src/services/logs/definition.ts";
import { LogGroups } from "../../../src/services/logs/log-groups.ts";
import { ACCOUNT_ID, type Harness, REGION, STARTED_AT, startService } from "../harness.ts";

const groupArn = (name: string) => `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${name}`;
const GROUP = "/aws/lambda/shop";

let service: Harness;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  service = await startService(logs, {
    resources: {
      Declared: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/shop/audit", RetentionInDays: "7" } },
    },
  });
  client = new CloudWatchLogsClient(await service.serve());
});
afterEach(async () => {
  client.destroy();
  await service[Symbol.asyncDispose]();
});

/** Prints messages one after the other, a second apart. */
async function print(logStreamName: string, ...messages: readonly string[]): Promise<void> {
  for (const message of messages) {
    const delivery = { logStreamName, logEvents: [{ timestamp: service.clock.now(), message }] };
    const from = { principal: "lambda.amazonaws.com" };
    service.service.receives?.write?.(groupArn(GROUP), delivery, from);
    await service.clock.advance(1000);
  }
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);
const messagesOf = (events: readonly { message?: string | undefined }[] = []) => events.map(({ message }) => message);

describe("DescribeLogGroups", () => {
  it("tells groups of the template at once, and others when something came", async () => {
    const names = async () => {
      const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({}));
      return logGroups.map(({ logGroupName }) => logGroupName);
    };
    expect(await names()).toEqual(["/shop/audit"]);
    await print("a", "hello");
    expect(await names()).toEqual([GROUP, "/shop/audit"]);
  });

  it("describes them as AWS does, the ARN with and without its end", async () => {
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/shop" }));
    expect(logGroups).toEqual([
      {
        logGroupName: "/shop/audit",
        creationTime: STARTED_AT,
        retentionInDays: 7,
        metricFilterCount: 0,
        arn: `${groupArn("/shop/audit")}:*`,
        logGroupArn: groupArn("/shop/audit"),
        logGroupClass: "STANDARD",
        storedBytes: 0,
      },
    ]);
  });

  it("finds groups by a part of the name, and pages them", async () => {
    await print("a", "hello");
    const byPart = await client.send(new DescribeLogGroupsCommand({ logGroupNamePattern: "lambda" }));
    expect(byPart.logGroups).toMatchObject([{ logGroupName: GROUP, storedBytes: 26 + 5 }]);
    const first = await client.send(new DescribeLogGroupsCommand({ limit: 1 }));
    const second = await client.send(new DescribeLogGroupsCommand({ limit: 1, nextToken: first.nextToken }));
    expect([...(first.logGroups ?? []), ...(second.logGroups ?? [])]).toHaveLength(2);
    expect(second.nextToken).toBeUndefined();
  });
});

describe("DescribeLogStreams", () => {
  it("tells the times of each stream, by name or the newest first", async () => {
    await print("b", "one", "two");
    await print("a", "three");
    const byName = await client.send(new DescribeLogStreamsCommand({ logGroupName: GROUP }));
    expect(byName.logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(["a", "b"]);
    const newest = await client.send(
      new DescribeLogStreamsCommand({
        logGroupIdentifier: groupArn(GROUP),
        orderBy: "LastEventTime",
        descending: true,
      }),
    );
    expect(newest.logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(["a", "b"]);
    expect(newest.logStreams?.[1]).toEqual({
      logStreamName: "b",
      creationTime: STARTED_AT,
      firstEventTimestamp: STARTED_AT,
      lastEventTimestamp: STARTED_AT + 1000,
      lastIngestionTime: STARTED_AT + 1000,
      arn: `${groupArn(GROUP)}:log-stream:b`,
      storedBytes: 0,
    });
  });

  it("does not order by time within a prefix, as AWS does not", async () => {
    await print("a", "hello");
    const input = { logGroupName: GROUP, orderBy: "LastEventTime", logStreamNamePrefix: "a" } as const;
    await expect(client.send(new DescribeLogStreamsCommand(input))).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
  });
});

describe("GetLogEvents", () => {
  it("begins at the end, goes back page by page, and repeats its token at the head", async () => {
    await print("a", ...numbered(5));
    const read = (nextToken?: string) =>
      client.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: "a", limit: 2, nextToken }));
    const last = await read();
    expect(messagesOf(last.events)).toEqual(["line 3", "line 4"]);
    const middle = await read(last.nextBackwardToken);
    expect(messagesOf(middle.events)).toEqual(["line 1", "line 2"]);
    const head = await read(middle.nextBackwardToken);
    expect(messagesOf(head.events)).toEqual(["line 0"]);
    const before = await read(head.nextBackwardToken);
    expect(before).toMatchObject({ events: [], nextBackwardToken: head.nextBackwardToken });
    expect(messagesOf((await read(before.nextForwardToken)).events)).toEqual(["line 0", "line 1"]);
  });

  it("goes forward from the head, and gives what came since under the token of the end", async () => {
    await print("a", ...numbered(3));
    const read = (nextToken?: string) =>
      client.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: "a", startFromHead: true, nextToken }));
    const all = await read();
    expect(all.events).toHaveLength(3);
    const end = await read(all.nextForwardToken);
    expect(end).toMatchObject({ events: [], nextForwardToken: all.nextForwardToken });
    await print("a", "later");
    expect(messagesOf((await read(end.nextForwardToken)).events)).toEqual(["later"]);
  });

  it("takes in the start of a time and leaves out its end", async () => {
    await print("a", ...numbered(4));
    const times = { startTime: STARTED_AT + 1000, endTime: STARTED_AT + 3000 };
    const command = new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: "a", ...times });
    expect(messagesOf((await client.send(command)).events)).toEqual(["line 1", "line 2"]);
  });
});

describe("FilterLogEvents", () => {
  it("gives events of all streams in their order, page by page to the last", async () => {
    await print("a", ...numbered(3));
    await print("b", ...numbered(2));
    const pages: (string | undefined)[][] = [];
    for await (const { events } of paginateFilterLogEvents({ client }, { logGroupName: GROUP, limit: 2 }))
      pages.push(messagesOf(events));
    expect(pages).toEqual([["line 0", "line 1"], ["line 2", "line 0"], ["line 1"]]);
  });

  it.each([
    ["a pattern", { filterPattern: "ERROR" }, ["ERROR one"]],
    ["a stream", { logStreamNames: ["b"] }, ["INFO two"]],
    ["the beginning of a stream's name", { logStreamNamePrefix: "b" }, ["INFO two"]],
    ["a time, to its end", { endTime: STARTED_AT }, ["ERROR one"]],
    ["an ARN", { logGroupIdentifier: groupArn(GROUP), logGroupName: undefined }, ["ERROR one", "INFO two"]],
  ])("takes %s", async (_what, input, expected) => {
    await print("a", "ERROR one");
    await print("b", "INFO two");
    const { events } = await client.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...input }));
    expect(messagesOf(events)).toEqual(expected);
  });

  it("gives each event an id of its own, by which a reader knows it again", async () => {
    await print("a", "one", "one");
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: GROUP }));
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2);
    expect(events[0]).toMatchObject({ logStreamName: "a", timestamp: STARTED_AT, ingestionTime: STARTED_AT });
  });

  it("stops a page at 1 MB", async () => {
    await print("a", ...Array.from({ length: 5 }, () => "x".repeat(250_000)));
    const { events, nextToken } = await client.send(new FilterLogEventsCommand({ logGroupName: GROUP }));
    expect(events).toHaveLength(4);
    expect(nextToken).toBeDefined();
  });
});

describe("a call that cannot be answered", () => {
  it.each([
    ["a group that is not there", { logGroupName: "/none" }, "ResourceNotFoundException", /specified log group does/],
    ["no group", {}, "InvalidParameterException", /Either logGroupName or logGroupIdentifier/],
    ["a token of nobody's", { logGroupName: GROUP, nextToken: "?" }, "InvalidParameterException", /nextToken is inv/],
    ["a pattern that is none", { logGroupName: GROUP, filterPattern: "{ a" }, "InvalidParameterException", /brace/],
    ["too many at once", { logGroupName: GROUP, limit: 10_001 }, "InvalidParameterException", /limit/],
  ])("says so of %s", async (_what, input, name, message) => {
    await print("a", "hello");
    const failure = client.send(new FilterLogEventsCommand(input));
    await expect(failure).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it("names the stream that is missing", async () => {
    await print("a", "hello");
    const command = new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: "b" });
    await expect(client.send(command)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    });
  });
});

describe("memory", () => {
  it("has a bound: the oldest events go, with the streams that have none left and the bytes that they took", () => {
    const groups = new LogGroups(service.context, 10_000);
    const put = (logStreamName: string) =>
      groups.put("g", { logStreamName, logEvents: [{ timestamp: 1, message: "x".repeat(1000) }] });
    for (let index = 0; index < 1000; index++) put(`stream ${index}`);
    const group = groups.find("g");
    const names = groups.eventsOf(group).map(({ stream }) => stream.name);
    expect(names.length).toBeOneOf([5, 6, 7, 8, 9]);
    expect(names).toEqual(names.map((_, index) => `stream ${1000 - names.length + index}`));
    expect([...group.streams.keys()]).toEqual(names);
    expect(group.storedBytes).toBe(names.length * 1026);
  });
});

describe("the access that a call needs", () => {
  it.each([
    ["DescribeLogGroups", {}, "logs:DescribeLogGroups", groupArn(":log-stream:")],
    ["FilterLogEvents", { logGroupName: "g" }, "logs:FilterLogEvents", groupArn("g:log-stream:")],
    ["FilterLogEvents", { logGroupIdentifier: groupArn("g:*") }, "logs:FilterLogEvents", groupArn("g:log-stream:")],
    ["GetLogEvents", { logGroupName: "g", logStreamName: "s" }, "logs:GetLogEvents", groupArn("g:log-stream:s")],
    ["PutLogEvents", {}, "logs:PutLogEvents", "*"],
  ])("%s %j", (operation, input, action, resource) => {
    const { principals } = service.context;
    const call = { operation, input, principal: principals.developer, requestId: "r", http: {} as never };
    expect(service.service.access?.(call)).toEqual([{ action, resource }]);
  });
});
