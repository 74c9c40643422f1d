import { describe, expect, it } from "vitest";
import { connections } from "../admin/commands/connections.ts";
import { kick } from "../admin/commands/kick.ts";
import { redrive } from "../admin/commands/redrive.ts";
import { revoke } from "../admin/commands/revoke.ts";
import { openStack, type StackOptions } from "../admin/stack.ts";
import { type StubAnswer, startAwsStub } from "./support/aws-stub.ts";
import { template } from "./support/template.ts";

const URL_OF = (name: string) => `http://sqs/000000000000/${name}`;
const ARN_OF = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const QUEUES = [
  "portcullis-EntityUpdatedQueue-1",
  "portcullis-EntityUpdatedDeadLetterQueue-2",
  "portcullis-UserNotificationDeadLetterQueue-3",
];

type Answers = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => unknown>>;

/** A stack as AWS would show it, with some dead letters, unless `answers` say otherwise. */
async function stackWith(answers: Answers = {}, options: Partial<StackOptions> = {}) {
  const all: Answers = {
    ListEventBuses: () => ({ EventBuses: [{ Name: "portcullis" }] }),
    PutEvents: () => ({ FailedEntryCount: 0, Entries: [{ EventId: "event-1" }] }),
    ListQueues: () => ({ QueueUrls: QUEUES.map(URL_OF) }),
    ListDeadLetterSourceQueues: ({ QueueUrl }) => ({
      queueUrls: [String(QueueUrl).replace(/DeadLetterQueue.*/, "Queue-1")],
    }),
    GetQueueAttributes: ({ QueueUrl }) => {
      const name = String(QueueUrl).split("/").at(-1) ?? "";
      return { Attributes: { QueueArn: ARN_OF(name), ApproximateNumberOfMessages: name.includes("User") ? "0" : "3" } };
    },
    StartMessageMoveTask: () => ({ TaskHandle: "task" }),
    ListTables: () => ({ TableNames: ["other-ConnectionsTable-1", "portcullis-ConnectionsTable-1"] }),
    ...answers,
  };
  const stub = await startAwsStub(({ operation, body }): StubAnswer => {
    const answer = all[operation];
    return answer ? { body: answer(JSON.parse(body)) } : { status: 400, body: { __type: "UnknownOperation" } };
  });
  const stack = openStack({ stackName: "portcullis", source: "portcullis", endpointUrl: stub.endpoint, ...options });
  const inputs = (operation: string) =>
    stub.calls.filter((call) => call.operation === operation).map(({ body }) => JSON.parse(body));
  return { stack, inputs, [Symbol.asyncDispose]: () => stub[Symbol.asyncDispose]() };
}

const input = (positionals: readonly string[], values: Readonly<Record<string, string>> = {}) => ({
  positionals,
  values,
});

/** The parameter that says which sources the stack's rules take. */
const ACCEPTED_SOURCES = String(template.Parameters.PublisherSources?.Default).split(",");

describe("kick", () => {
  it("publishes Disconnect User to the stack's own bus, from a source that its rules take", async () => {
    await using system = await stackWith();
    const text = await kick.run(input(["ada"], { tenant: "acme", reason: "left" }), system.stack);
    const [{ Entries }] = system.inputs("PutEvents");
    expect(Entries).toEqual([
      {
        EventBusName: "portcullis",
        Source: "portcullis",
        DetailType: "Disconnect User",
        Detail: JSON.stringify({ userId: "ada", tenant: "acme", reason: "left" }),
      },
    ]);
    expect(ACCEPTED_SOURCES).toContain(Entries[0].Source);
    expect(text).toContain("event-1");
  });

  it("publishes to the default bus where the stack has none, and elsewhere when told to", async () => {
    const none = { ListEventBuses: () => ({ EventBuses: [{ Name: "portcullis-other" }] }) };
    await using system = await stackWith(none);
    await kick.run(input(["ada"]), system.stack);
    expect(system.inputs("PutEvents")[0].Entries[0].EventBusName).toBe("default");
    await using other = await stackWith(none, { eventBus: "company" });
    await kick.run(input(["ada"]), other.stack);
    expect(other.inputs("PutEvents")[0].Entries[0].EventBusName).toBe("company");
  });

  it("says what EventBridge did not take", async () => {
    const answer = { FailedEntryCount: 1, Entries: [{ ErrorCode: "InternalFailure", ErrorMessage: "not now" }] };
    await using system = await stackWith({ PutEvents: () => answer });
    await expect(kick.run(input(["ada"]), system.stack)).rejects.toThrow("not now");
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
    [{ jti: "5f0e9a1c" }, { jti: "5f0e9a1c" }],
    [
      { user: "ada", "issued-before": "2026-01-31T13:00:00+01:00", tenant: "acme" },
      { userId: "ada", issuedBefore: "2026-01-31T12:00:00.000Z", tenant: "acme" },
    ],
  ])("publishes Revoke Access for %o", async (values, detail) => {
    await using system = await stackWith();
    await revoke.run(input([], values), system.stack);
    const [{ Entries }] = system.inputs("PutEvents");
    expect(Entries[0]).toMatchObject({ DetailType: "Revoke Access" });
    expect(JSON.parse(Entries[0].Detail)).toEqual(detail);
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

describe("redrive", () => {
  it("moves what waits to the queue that it came from, and leaves empty queues alone", async () => {
    await using system = await stackWith();
    const text = await redrive.run(input(["all"]), system.stack);
    expect(system.inputs("StartMessageMoveTask")).toEqual([
      {
        SourceArn: ARN_OF("portcullis-EntityUpdatedDeadLetterQueue-2"),
        DestinationArn: ARN_OF("portcullis-EntityUpdatedQueue-1"),
      },
    ]);
    expect(text).toMatch(/EntityUpdatedDeadLetterQueue-2: 3 on the way/);
    expect(text).toMatch(/UserNotificationDeadLetterQueue-3: empty/);
  });

  it("leaves alone what came from no queue", async () => {
    await using system = await stackWith({ ListDeadLetterSourceQueues: () => ({ queueUrls: [] }) });
    expect(await redrive.run(input(["all"]), system.stack)).toContain("3 that came from no queue, and stay");
    expect(system.inputs("StartMessageMoveTask")).toEqual([]);
  });

  it("takes the beginning of a queue's name, and says which there are", async () => {
    await using system = await stackWith();
    await redrive.run(input(["EntityUpdated"]), system.stack);
    expect(system.inputs("StartMessageMoveTask")).toHaveLength(1);
    await expect(redrive.run(input(["Nope"]), system.stack)).rejects.toThrow("UserNotificationDeadLetterQueue-3");
  });
});

describe("connections", () => {
  it("lists a user's connections, and says when there is none", async () => {
    const exp = Math.floor(Date.now() / 1000) + 600;
    const item = { pk: { S: "C#abc=" }, exp: { N: String(exp) }, ttl: { N: String(exp + 600) } };
    await using system = await stackWith({ Query: () => ({ Items: [item], Count: 1 }) });
    const text = await connections.run(input(["ada"]), system.stack);
    expect(text).toBe(`abc=  until ${new Date(exp * 1000).toISOString()}`);
    expect(system.inputs("Query")[0]).toMatchObject({ TableName: "portcullis-ConnectionsTable-1", IndexName: "GSI1" });
    await using empty = await stackWith({ Query: () => ({ Items: [], Count: 0 }) });
    expect(await connections.run(input(["ada"]), empty.stack)).toBe("ada has no connection.");
  });

  it("says that there is no such stack", async () => {
    await using system = await stackWith({ ListTables: () => ({ TableNames: [] }) });
    await expect(connections.run(input(["ada"]), system.stack)).rejects.toThrow(
      "There is no table of a stack portcullis",
    );
  });
});
