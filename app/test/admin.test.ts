import { describe, expect, it } from "vitest";
import { connections } from "../admin/commands/connections.ts";
import { forget } from "../admin/commands/forget.ts";
import { kick } from "../admin/commands/kick.ts";
import { redrive } from "../admin/commands/redrive.ts";
import { revoke } from "../admin/commands/revoke.ts";
import { arnOf, receiptOf, stackWith } from "./support/admin-world.ts";

const input = (positionals: readonly string[], values: Readonly<Record<string, string>> = {}) => ({
  positionals,
  values,
});

describe("a stack", () => {
  it("is published to on its own bus, from a source that its rules take", async () => {
    await using system = await stackWith();
    await kick.run(input(["ada"], { tenant: "acme", reason: "left" }), system.stack);
    expect(system.inputs("PutEvents")[0].Entries).toEqual([
      {
        EventBusName: "bus-of-the-stack",
        Source: "shop",
        DetailType: "Disconnect User",
        Detail: JSON.stringify({ userId: "ada", tenant: "acme", reason: "left" }),
      },
    ]);
  });

  it("is published to from another of its sources when told to, and from no other", async () => {
    await using system = await stackWith({}, { source: "CLI" });
    await kick.run(input(["ada"]), system.stack);
    expect(system.inputs("PutEvents")[0].Entries[0].Source).toBe("CLI");
    await using other = await stackWith({}, { source: "portcullis" });
    await expect(kick.run(input(["ada"]), other.stack)).rejects.toThrow(
      "The stack takes no events from portcullis, but from shop, CLI.",
    );
    expect(other.inputs("PutEvents")).toEqual([]);
  });

  it.each([
    ["does not exist", null, "There is no stack portcullis here. Name another with --stack-name."],
    ["is another app's", { resources: [] }, "The stack portcullis is none of this app"],
    ["names no bus", { outputs: {} }, "The stack portcullis is none of this app"],
    ["takes events from nobody", { parameters: {} }, "The stack portcullis is none of this app"],
  ])("that %s is refused before anything is published", async (_what, described, message) => {
    for (const { run } of [kick, forget, connections, redrive]) {
      await using system = await stackWith({}, { described });
      await expect(run(input(["all"]), system.stack)).rejects.toThrow(message);
      expect(system.inputs("PutEvents")).toEqual([]);
    }
  });

  it("says what EventBridge did not take", async () => {
    const answer = { FailedEntryCount: 1, Entries: [{ ErrorCode: "InternalFailure", ErrorMessage: "not now" }] };
    await using system = await stackWith({ PutEvents: () => answer });
    await expect(kick.run(input(["ada"]), system.stack)).rejects.toThrow("not now");
  });
});

describe("kick", () => {
  it("waits for what the event did, and tells how many connections it closed", async () => {
    const looks = [
      {},
      receiptOf({ asked: ["a=", "b="], closed: ["a="] }),
      receiptOf({ asked: ["a="], closed: ["a="] }),
    ];
    await using system = await stackWith({ GetItem: () => looks.shift() });
    expect(await kick.run(input(["ada"]), system.stack)).toEqual({ text: "Closed 1 connection of ada.", exitCode: 0 });
    expect(system.pauses).toEqual([500, 500]);
    expect(system.inputs("GetItem")[0]).toMatchObject({
      TableName: "a-very-long-name-T",
      Key: { pk: { S: "receipt#event-1" } },
      ConsistentRead: true,
    });
  });

  it.each([
    ["nobody took the event", {}, 1, "no effect of it was seen within 2 s. Look at CloseDeadLetterQueue"],
    [
      "not all could be closed",
      receiptOf({ asked: ["a=", "b="], closed: ["a="] }),
      1,
      "Closed 1 of 2 connections of ada within 2 s; the others are still tried (event event-1).",
    ],
    [
      "there was none",
      receiptOf({}),
      2,
      "No connection of ada was open. What is of a tenant is found with --tenant only.",
    ],
    [
      "all had ended",
      receiptOf({ asked: ["a="], gone: ["a="] }),
      2,
      "None of ada was open: 1 connection had ended before.",
    ],
    [
      "some had ended",
      receiptOf({ asked: ["a=", "b=", "c="], closed: ["b=", "c="], gone: ["a="] }),
      0,
      "Closed 2 connections of ada. 1 connection had ended before.",
    ],
  ])("when %s says so, and ends accordingly", async (_what, answer, exitCode, text) => {
    await using system = await stackWith({ GetItem: () => answer });
    const report = await kick.run(input(["ada"]), system.stack);
    expect(report).toEqual({ text: expect.stringContaining(text), exitCode });
  });

  it.each([
    ["nobody", [], {}, "USER is missing."],
    ["two users", ["ada", "bob"], {}, "Unexpected: bob"],
    ["a user id that no token can have", ["a\nb"], {}, "userId"],
  ])("refuses %s", async (_what, positionals, values, message) => {
    await using system = await stackWith();
    await expect(kick.run(input(positionals, values), system.stack)).rejects.toThrow(message);
    expect(system.inputs("PutEvents")).toEqual([]);
  });
});

describe("revoke", () => {
  it.each([
    [{ jti: "5f0e9a1c" }, { jti: "5f0e9a1c" }, "The token 5f0e9a1c is refused from now on. Closed 2 connections"],
    [
      { user: "ada", "issued-before": "2026-01-31T13:00:00+01:00", tenant: "acme" },
      { userId: "ada", issuedBefore: "2026-01-31T12:00:00.000Z", tenant: "acme" },
      "Tokens of ada in tenant acme that were issued before 2026-01-31T12:00:00.000Z are refused from now on.",
    ],
  ])("publishes Revoke Access for %o, and tells what it did", async (values, detail, text) => {
    await using system = await stackWith();
    const report = await revoke.run(input([], values), system.stack);
    const [{ Entries }] = system.inputs("PutEvents");
    expect(Entries[0]).toMatchObject({ DetailType: "Revoke Access" });
    expect(JSON.parse(Entries[0].Detail)).toEqual(detail);
    expect(report).toEqual({ text: expect.stringContaining(text), exitCode: 0 });
  });

  it("ends with 2 when nothing was open: a tenant's user is another one than the user without it", async () => {
    await using system = await stackWith({ GetItem: () => receiptOf({}) });
    const report = await revoke.run(input([], { user: "ada", "issued-before": "now" }), system.stack);
    expect(report).toMatchObject({
      exitCode: 2,
      text: expect.stringMatching(/refused.* No connection.*--tenant only/),
    });
  });

  it("says nothing of what was not seen", async () => {
    await using system = await stackWith({ GetItem: () => ({}) });
    const report = await revoke.run(input([], { jti: "stolen" }), system.stack);
    expect(report).toMatchObject({ exitCode: 1, text: expect.not.stringMatching(/refused|revoked|closed /i) });
  });

  it.each([
    [{}, "Give --jti, or --user and --issued-before."],
    [{ user: "ada" }, "Give --jti, or --user and --issued-before."],
    [{ jti: "a", user: "ada" }, "--jti names one token"],
    [{ user: "ada", "issued-before": "yesterday" }, "--issued-before is no time: yesterday"],
  ])("refuses %o", async (values, message) => {
    await using system = await stackWith();
    await expect(revoke.run(input([], values), system.stack)).rejects.toThrow(message);
    expect(system.inputs("PutEvents")).toEqual([]);
  });
});

describe("forget", () => {
  const erasing = ["Scan", "DeleteItem", "TransactWriteItems", "BatchWriteItem"];

  it("erases nothing as long as the user's connections were not seen to be closed", async () => {
    await using system = await stackWith({ GetItem: () => receiptOf({ asked: ["a="], closed: [] }) });
    const report = await forget.run(input(["ada"]), system.stack);
    expect(report).toMatchObject({ exitCode: 1, text: expect.stringContaining("Nothing was erased.") });
    expect(erasing.flatMap(system.inputs)).toEqual([]);
  });

  it("erases nothing of a user who has connected again: who closes the new connection would not find it", async () => {
    const answers = [receiptOf({ asked: ["a="], closed: ["a="] }), { Item: { places: { SS: ["1 a=", "2 b="] } } }];
    await using system = await stackWith({ GetItem: () => answers.shift(), UpdateItem: () => ({}) });
    const report = await forget.run(input(["ada"]), system.stack);
    expect(report).toMatchObject({ exitCode: 1, text: expect.stringContaining("ada has connected again. Revoke") });
    expect(erasing.flatMap(system.inputs)).toEqual([]);
    expect(system.inputs("UpdateItem")).toMatchObject([
      { Key: { pk: { S: "U#ada" } }, ExpressionAttributeValues: { ":places": { SS: ["1 a="] } } },
    ]);
  });

  it("never erases what refuses a user's tokens, nor a place that was taken meanwhile", async () => {
    const answers = [receiptOf({}), {}, { Item: { issuedBefore: { N: "1000" }, ttl: { N: "2000" } } }];
    await using system = await stackWith({
      GetItem: () => answers.shift(),
      Query: () => ({ Items: [] }),
      Scan: () => ({ Items: [] }),
      TransactWriteItems: () => ({}),
    });
    const report = await forget.run(input(["ada"]), system.stack);
    expect(system.inputs("TransactWriteItems")[0].TransactItems).toMatchObject([
      { Delete: { ConditionExpression: "attribute_not_exists(issuedBefore) AND attribute_not_exists(places)" } },
    ]);
    expect(report).toMatchObject({ exitCode: 2, text: expect.stringMatching(/Kept until 1970-01-01T00:33:20.000Z/) });
  });
});

describe("redrive", () => {
  it("finds queues by their logical ids, moves what waits to where it came from, and leaves empty ones alone", async () => {
    await using system = await stackWith();
    const { text, exitCode } = await redrive.run(input(["all"]), system.stack);
    expect(exitCode).toBe(0);
    expect(system.inputs("StartMessageMoveTask")).toEqual([
      { SourceArn: arnOf("a-very-long-name-2"), DestinationArn: arnOf("a-very-long-name-1") },
    ]);
    expect(text).toContain("EntityUpdatedDeadLetterQueue: 3 on the way to EntityUpdatedQueue");
    expect(text).toContain("UserNotificationDeadLetterQueue: empty");
  });

  it("ends with 2 when nothing was moved, because nothing waits or it came from no queue", async () => {
    await using system = await stackWith({ ListDeadLetterSourceQueues: () => ({ queueUrls: [] }) });
    expect(await redrive.run(input(["all"]), system.stack)).toMatchObject({
      text: expect.stringContaining("3 that came from no queue, and stay"),
      exitCode: 2,
    });
    expect((await redrive.run(input(["UserNotification"]), system.stack)).exitCode).toBe(2);
    expect(system.inputs("StartMessageMoveTask")).toEqual([]);
  });

  it("tells of each queue when one fails, and ends with 1", async () => {
    const Attributes = { QueueArn: arnOf("a-very-long-name-2"), ApproximateNumberOfMessages: "3" };
    // No queue has such an address.
    const ListDeadLetterSourceQueues = ({ QueueUrl }: Readonly<Record<string, unknown>>) =>
      String(QueueUrl).endsWith("4") ? { queueUrls: 4 } : { queueUrls: [String(QueueUrl).replace(/2$/, "1")] };
    await using system = await stackWith({ GetQueueAttributes: () => ({ Attributes }), ListDeadLetterSourceQueues });
    const { text, exitCode } = await redrive.run(input(["all"]), system.stack);
    expect(text).toContain("EntityUpdatedDeadLetterQueue: 3 on the way to EntityUpdatedQueue");
    expect(text).toContain("UserNotificationDeadLetterQueue: failed: ");
    expect(exitCode).toBe(1);
  });

  it("takes the beginning of a queue's logical id, and says which there are", async () => {
    await using system = await stackWith();
    await redrive.run(input(["EntityUpdated"]), system.stack);
    expect(system.inputs("StartMessageMoveTask")).toHaveLength(1);
    await expect(redrive.run(input(["Nope"]), system.stack)).rejects.toThrow("UserNotificationDeadLetterQueue");
  });
});

describe("connections", () => {
  it("lists a user's connections, and says when there is none", async () => {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const item = { pk: { S: "C#abc=" }, exp: { N: String(exp) }, ttl: { N: String(exp + 600) } };
    await using system = await stackWith({ Query: () => ({ Items: [item], Count: 1 }) });
    const { text } = await connections.run(input(["ada"]), system.stack);
    expect(text).toBe(`abc=  until ${new Date(exp * 1000).toISOString()}`);
    expect(system.inputs("Query")[0]).toMatchObject({ TableName: "a-very-long-name-T", IndexName: "GSI1" });
    await using empty = await stackWith({ Query: () => ({ Items: [], Count: 0 }) });
    const none = await connections.run(input(["ada"], { tenant: "acme" }), empty.stack);
    expect(none).toEqual({ text: "ada has no connection.", exitCode: 2 });
  });
});
