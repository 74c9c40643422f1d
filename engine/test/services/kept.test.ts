import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ServiceError } from "../../src/kernel/errors.ts";
import type { ServiceDefinition } from "../../src/services/contract/service.ts";
import { events } from "../../src/services/events/definition.ts";
import { sns } from "../../src/services/sns/definition.ts";
import { ssm } from "../../src/services/ssm/definition.ts";
import { type Harness, type HarnessOptions, recordingReceiver, startService } from "./harness.ts";
import { functionResource, startLambda } from "./lambda/harness.ts";
import { type Run, Runs } from "./runs.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:123456789012:queue";
const OTHER = "arn:aws:sqs:eu-west-1:123456789012:other";
const TOPIC = "arn:aws:sns:eu-west-1:123456789012:orders";

type Started = Harness & Run & ReturnType<typeof recordingReceiver>;

let runs: Runs;
let service: Started;
/** True while the queue refuses. */
let down: boolean;

beforeEach(() => {
  runs = new Runs();
  down = false;
});
afterEach(() => runs[Symbol.asyncDispose]());

/** Ends the run before, if there was one, as a kill does after an acknowledgement. */
async function run(definition: ServiceDefinition, resources: HarnessOptions["resources"] = {}, laterMs = 0) {
  await service?.kept.settled();
  const receiver = recordingReceiver(() => (down ? new ServiceError("Busy", "later", { status: 503 }) : undefined));
  const others = { sqs: { deliver: receiver.deliver } };
  const started = await runs.next((given) => startService(definition, { ...given, resources, others }), laterMs);
  service = { ...started, ...receiver };
}

/** Lets promises that are settled already have their effects. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

const payloads = () => service.deliveries.map(({ payload }) => payload);

describe("Systems Manager, started again", () => {
  const parameter = (Value: string) => ({
    Limit: { Type: "AWS::SSM::Parameter", Properties: { Name: "/limit", Type: "String", Value } },
  });
  const parameterOf = async (Name: string) => (await service.call("GetParameter", { Name })).Parameter.Value;
  const put = (Name: string, Value: string) =>
    service.call("PutParameter", { Name, Value, Type: "String", Overwrite: true });

  it("has parameters with all their versions", async () => {
    await run(ssm);
    await put("/made", "one");
    await put("/made", "two");
    await put("/deleted", "x");
    await service.call("DeleteParameter", { Name: "/deleted" });
    await run(ssm, {}, 5_000);
    expect(await parameterOf("/made:1")).toBe("one");
    const { Parameters } = await service.call("GetParameterHistory", { Name: "/made" });
    expect(Parameters).toMatchObject([
      { Version: 1, Value: "one" },
      { Version: 2, Value: "two", LastModifiedDate: Date.parse("2026-03-01T12:00:00Z") / 1000 },
    ]);
    await expect(parameterOf("/deleted")).rejects.toMatchObject({ code: "ParameterNotFound" });
    expect(await put("/made", "three")).toMatchObject({ Version: 3 });
  });

  it("keeps what calls made of a template's parameter, until the template says something else", async () => {
    await run(ssm, parameter("10"));
    await put("/limit", "11");
    await run(ssm, parameter("10"));
    expect(await parameterOf("/limit")).toBe("11");
    await run(ssm, parameter("12"));
    expect(await parameterOf("/limit")).toBe("12");
    await run(ssm);
    expect(await parameterOf("/limit")).toBe("12");
  });
});

describe("SNS, started again", () => {
  const topic = { Orders: { Type: "AWS::SNS::Topic", Properties: { TopicName: "orders" } } };
  const subscription = (Properties: object) => ({
    Type: "AWS::SNS::Subscription",
    Properties: { TopicArn: TOPIC, Protocol: "sqs", Endpoint: QUEUE, RawMessageDelivery: true, ...Properties },
  });
  const publish = async (input: object = {}) => {
    const answer = await service.call("Publish", { TopicArn: TOPIC, Message: "hello", ...input });
    await settled();
    return answer;
  };

  it("has topics and subscriptions that calls made", async () => {
    await run(sns);
    const Attributes = { FifoTopic: "true", ContentBasedDeduplication: "true" };
    const { TopicArn } = await service.call("CreateTopic", {
      Name: "made.fifo",
      Attributes,
      Tags: [{ Key: "a", Value: "1" }],
    });
    await service.call("SetTopicAttributes", { TopicArn, AttributeName: "DisplayName", AttributeValue: "Made" });
    const filtered = { FilterPolicy: '{"kind":["new"]}' };
    await service.call("Subscribe", { TopicArn, Protocol: "sqs", Endpoint: QUEUE, Attributes: filtered });
    const { SubscriptionArn } = await service.call("Subscribe", { TopicArn, Protocol: "sqs", Endpoint: OTHER });
    await service.call("Unsubscribe", { SubscriptionArn });
    const sent = { TopicArn, Message: "one", MessageGroupId: "g" };
    const first = await publish(sent);

    await run(sns, {}, 60_000);
    const attributes = (await service.call("GetTopicAttributes", { TopicArn })).Attributes;
    expect(attributes).toMatchObject({ ...Attributes, DisplayName: "Made", SubscriptionsConfirmed: "1" });
    expect((await service.call("ListTagsForResource", { ResourceArn: TopicArn })).Tags).toEqual([
      { Key: "a", Value: "1" },
    ]);
    expect(await publish(sent)).toEqual(first);
    const kind = { kind: { DataType: "String", StringValue: "new" } };
    const next = await publish({ ...sent, Message: "two", MessageAttributes: kind });
    expect(Number(next.SequenceNumber)).toBe(Number(first.SequenceNumber) + 1);
    expect(service.deliveries).toMatchObject([{ arn: QUEUE }]);

    await service.call("DeleteTopic", { TopicArn });
    await run(sns);
    expect((await service.call("ListTopics", {})).Topics).toEqual([]);
    expect((await service.call("ListSubscriptions", {})).Subscriptions).toEqual([]);
  });

  it("delivers what was published and not delivered, when it is due", async () => {
    await run(sns, { ...topic, Sub: subscription({}) });
    down = true;
    await publish();
    await service.clock.advance(1_500);
    expect(service.journal.entries({ type: "delivery-failed" }).length).toBeGreaterThan(3);
    down = false;
    await run(sns, { ...topic, Sub: subscription({}) }, 1_500);
    await service.clock.advance(20_000);
    expect(payloads()).toEqual(["hello"]);
    await run(sns, { ...topic, Sub: subscription({}) });
    await settled();
    expect(payloads()).toEqual([]);
  });

  it("has the template's subscriptions once, as the template has them", async () => {
    await run(sns, { ...topic, Sub: subscription({}) });
    await run(sns, { ...topic, Renamed: subscription({ FilterPolicy: { kind: ["new"] } }) });
    await publish();
    await publish({ MessageAttributes: { kind: { DataType: "String", StringValue: "new" } } });
    expect(payloads()).toEqual(["hello"]);
  });

  it("keeps what calls made of the template's topics and subscriptions, until the template says something else", async () => {
    await run(sns, { ...topic, Sub: subscription({}) });
    const SubscriptionArn = service.ref("Sub");
    const wrapped = { SubscriptionArn, AttributeName: "RawMessageDelivery", AttributeValue: "false" };
    await service.call("SetSubscriptionAttributes", wrapped);
    await service.call("SetTopicAttributes", {
      TopicArn: TOPIC,
      AttributeName: "DisplayName",
      AttributeValue: "Orders",
    });
    await run(sns, { ...topic, Sub: subscription({}) });
    const attributesOf = async () => (await service.call("GetSubscriptionAttributes", { SubscriptionArn })).Attributes;
    expect(await attributesOf()).toMatchObject({ RawMessageDelivery: "false" });
    expect((await service.call("GetTopicAttributes", { TopicArn: TOPIC })).Attributes).toMatchObject({
      DisplayName: "Orders",
    });
    await run(sns, { ...topic, Sub: subscription({ FilterPolicy: {} }) });
    expect(await attributesOf()).toMatchObject({ RawMessageDelivery: "true" });
  });
});

describe("EventBridge, started again", () => {
  const rule = (Properties: object = {}) => ({
    Type: "AWS::Events::Rule",
    Properties: {
      Name: "rule",
      EventPattern: { source: ["shop"] },
      Targets: [{ Id: "queue", Arn: QUEUE }],
      ...Properties,
    },
  });
  const put = async (EventBusName?: string) => {
    const entry = { Source: "shop", DetailType: "Order", Detail: "{}", EventBusName };
    await service.call("PutEvents", { Entries: [entry] });
    await settled();
  };

  it("has buses, rules and targets that calls made", async () => {
    await run(events);
    await service.call("CreateEventBus", { Name: "made", Description: "by a call" });
    await service.call("CreateEventBus", { Name: "deleted" });
    await service.call("DeleteEventBus", { Name: "deleted" });
    const named = { Name: "rule", EventBusName: "made" };
    await service.call("PutRule", { ...named, EventPattern: '{"source":["shop"]}' });
    const Targets = [QUEUE, OTHER].map((Arn, index) => ({ Id: `${index}`, Arn, Input: "{}" }));
    await service.call("PutTargets", { Rule: "rule", EventBusName: "made", Targets });
    await service.call("RemoveTargets", { Rule: "rule", EventBusName: "made", Ids: ["1"] });
    await run(events);
    expect((await service.call("ListEventBuses", {})).EventBuses).toMatchObject([
      { Name: "default" },
      { Name: "made", Description: "by a call" },
    ]);
    await put("made");
    expect(service.deliveries).toMatchObject([{ arn: QUEUE, payload: "{}" }]);
    await service.call("DisableRule", named);
    await run(events);
    await put("made");
    expect(service.deliveries).toEqual([]);
  });

  it("delivers what was accepted and not delivered, when it is due", async () => {
    await run(events, { Rule: rule() });
    down = true;
    await put();
    await service.clock.advance(10_000);
    const failed = service.journal.entries({ type: "delivery-failed" }).length;
    expect(failed).toBeGreaterThan(2);
    await run(events, { Rule: rule() }, 10_000);
    await settled();
    expect(service.journal.entries({ type: "delivery-failed" }).length).toBeLessThan(2);
    down = false;
    await service.clock.advance(60_000);
    expect(service.deliveries).toHaveLength(1);
    const [delivered] = service.journal.entries({ type: "delivered" });
    expect(delivered?.data.retries).toBeGreaterThanOrEqual(failed);
  });

  it("has the template's rules once, as the template has them", async () => {
    await run(events, { Rule: rule() });
    await run(events, { Rule: rule({ Name: "renamed" }) });
    await put();
    expect(service.deliveries).toHaveLength(1);
  });

  it("keeps what calls made of a template's rule, until the template says something else", async () => {
    await run(events, { Rule: rule() });
    await service.call("DisableRule", { Name: "rule" });
    await run(events, { Rule: rule() });
    await put();
    expect(service.deliveries).toEqual([]);
    await run(events, { Rule: rule({ Description: "changed" }) });
    await put();
    expect(service.deliveries).toHaveLength(1);
  });
});

describe("Lambda, started again", () => {
  const files = {
    "index.mjs": `
      export const handler = async ({ fail, wait }) => {
        if (fail) throw new Error("as told");
        if (wait) await new Promise(() => setInterval(() => {}, 1e6));
        return "well";
      };`,
  };
  const SUCCESSES = "arn:aws:sns:us-east-1:000000000000:successes";
  const stack = (more: object = {}) => ({
    Worker: functionResource({ FunctionName: "worker", ...more }),
    Config: {
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: {
        FunctionName: "worker",
        Qualifier: "$LATEST",
        DestinationConfig: { OnSuccess: { Destination: SUCCESSES } },
      },
    },
  });
  const start = (resources: Parameters<typeof startLambda>[0]["resources"], laterMs = 0) =>
    runs.next((given) => startLambda({ ...given, files, resources }), laterMs);
  const event = { headers: { "x-amz-invocation-type": "Event" } };

  it("processes an event that was accepted and not processed", async () => {
    const before = await start(stack({ ReservedConcurrentExecutions: 1 }));
    void before.invoke("worker", { wait: true }).catch(() => {});
    await before.journal.waitFor({ type: "invoke" });
    expect((await before.invoke("worker", { id: 1 }, event)).reply.status).toBe(202);
    await before.journal.waitFor({ type: "async-retry" });
    await before.kept.settled();
    const after = await start(stack(), 60 * 60_000);
    await after.journal.waitFor({ type: "report" });
    await expect.poll(() => after.deliveries).toHaveLength(1);
    expect(JSON.parse(after.deliveries[0]?.payload ?? "")).toMatchObject({ requestPayload: { id: 1 } });
    await after.kept.settled();
    const last = await start(stack(), 60 * 60_000);
    expect(last.kept.shelf("lambda/events").entries()).toEqual([]);
  });

  it("waits with a retry until it is due, and counts the attempts of before", async () => {
    const before = await start(stack());
    await before.invoke("worker", { fail: true }, event);
    await before.journal.waitFor({ type: "async-retry" });
    await before.kept.settled();
    const after = await start(stack(), 59_000);
    expect(after.journal.entries({ type: "invoke" })).toEqual([]);
    await after.clock.advance(1_000);
    expect((await after.journal.waitFor({ type: "async-retry" })).data).toMatchObject({
      attempts: 2,
      delayMs: 120_000,
    });
  });

  it("does not take a function that the stop interrupted for one that failed", async () => {
    const hanging = { "index.mjs": "export const handler = () => new Promise(() => setInterval(() => {}, 1e6));" };
    const before = await runs.next((given) => startLambda({ ...given, files: hanging, resources: stack() }));
    await before.invoke("worker", { id: 1 }, event);
    await before.journal.waitFor({ type: "invoke" });
    await before.service[Symbol.asyncDispose]();
    await before.kept.settled();
    expect(before.journal.entries({ type: "async-retry" })).toEqual([]);
    const after = await start(stack());
    await expect.poll(() => after.deliveries).toHaveLength(1);
  });

  it("tells of an event whose function is gone, and forgets it", async () => {
    const before = await start(stack());
    await before.invoke("worker", { fail: true }, event);
    await before.journal.waitFor({ type: "async-retry" });
    await before.kept.settled();
    const after = await start({ Other: functionResource({ FunctionName: "other" }) });
    expect(after.journal.entries({ type: "async-dropped" })).toMatchObject([
      { data: { condition: "FunctionDeleted" } },
    ]);
    await after.kept.settled();
  });
});
