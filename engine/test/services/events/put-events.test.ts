import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ENTRY, type EventBridge, QUEUE, rule, settled, startEvents } from "./event-bridge.ts";

const RESOURCES = {
  Bus: { Type: "AWS::Events::EventBus", Properties: { Name: "shop-bus" } },
  Placed: rule({ Name: "placed", EventPattern: { source: ["shop"], "detail-type": ["Order Placed"] } }),
  Off: rule({ Name: "off", EventPattern: { source: ["shop"] }, State: "DISABLED" }),
  OnBus: rule({ Name: "on-bus", EventBusName: "shop-bus", EventPattern: { detail: { id: [7] } } }),
  Elsewhere: rule({ Name: "elsewhere", EventBusName: "not-in-this-stack", EventPattern: { source: ["shop"] } }),
  Onward: {
    Type: "AWS::Events::Rule",
    Properties: {
      EventPattern: { source: ["forward"] },
      Targets: [{ Id: "bus", Arn: "arn:aws:events:eu-west-1:123456789012:event-bus/shop-bus" }],
    },
  },
};

let bridge: EventBridge;

beforeEach(async () => {
  bridge = await startEvents(RESOURCES);
});

afterEach(() => bridge[Symbol.asyncDispose]());

const put = (...Entries: object[]) => bridge.call("PutEvents", { Entries });
const payloads = () => bridge.deliveries.map(({ payload }) => JSON.parse(payload));

describe("PutEvents", () => {
  it("delivers the event to the targets of each enabled rule that matches it", async () => {
    const Time = Date.parse("2026-02-28T23:59:59.900Z") / 1000;
    const { FailedEntryCount, Entries } = await put({ ...ENTRY, Resources: ["arn:aws:s3:::b"], Time });
    await settled();
    expect(FailedEntryCount).toBe(0);
    expect(bridge.deliveries).toMatchObject([
      { arn: QUEUE, from: { principal: "events.amazonaws.com", sourceArn: bridge.attribute("Placed", "Arn") } },
    ]);
    expect(payloads()).toEqual([
      {
        version: "0",
        id: Entries[0].EventId,
        "detail-type": "Order Placed",
        source: "shop",
        account: "123456789012",
        time: "2026-02-28T23:59:59Z",
        region: "eu-west-1",
        resources: ["arn:aws:s3:::b"],
        detail: { id: 7 },
      },
    ]);
  });

  it.each([
    [{}, expect.stringContaining(`"detail":{"id":7,"big":9007199254740993,"price":1.0}`)],
    [{ InputPath: "$.detail" }, '{"id":7,"big":9007199254740993,"price":1.0}'],
    [{ InputPath: "$.detail.big" }, "9007199254740993"],
    [
      { InputTransformer: { InputPathsMap: { d: "$.detail" }, InputTemplate: '{"d":<d>}' } },
      '{"d":{"id":7,"big":9007199254740993,"price":1.0}}',
    ],
    [
      { InputTransformer: { InputPathsMap: { b: "$.detail.big" }, InputTemplate: '"big <b>"' } },
      '"big 9007199254740993"',
    ],
  ])("keeps the digits of numbers on the way to a target with %j", async (target, payload) => {
    await bridge.call("PutTargets", { Rule: "placed", Targets: [{ Id: "queue", Arn: QUEUE, ...target }] });
    await put({ ...ENTRY, Detail: '{"id":7,"big":9007199254740993,"price":1.0}' });
    await settled();
    expect(bridge.deliveries).toMatchObject([{ payload }]);
  });

  it("fails a detail that nests deeper than anybody reads, and goes on", async () => {
    const nested = (depth: number) => `{"id":7,"a":${"[".repeat(depth - 1)}"]"${"]".repeat(depth - 1)}}`;
    expect(await put({ ...ENTRY, Detail: nested(1000) }, { ...ENTRY, Detail: nested(50_000) })).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: "MalformedDetail" }],
    });
    await settled();
    expect(bridge.deliveries).toHaveLength(1);
  });

  it("refuses a trace header of more than 500 characters", async () => {
    await expect(put({ ...ENTRY, TraceHeader: "x".repeat(501) })).rejects.toThrow("less than or equal to 500");
  });

  it("keeps the digits of numbers from one bus to the next, where patterns see them as numbers", async () => {
    await bridge.call("PutTargets", {
      Rule: "on-bus",
      EventBusName: "shop-bus",
      Targets: [{ Id: "queue", Arn: QUEUE }],
    });
    await put({ ...ENTRY, Source: "forward", Detail: '{"id":7.0,"big":9007199254740993}' });
    await settled();
    expect(bridge.deliveries.map(({ payload }) => payload)).toEqual([
      expect.stringContaining('"detail":{"id":7.0,"big":9007199254740993}'),
    ]);
  });

  it.each([
    ["a name", "shop-bus"],
    ["an ARN", "arn:aws:events:eu-west-1:123456789012:event-bus/shop-bus"],
  ])("puts an event on the bus of %s", async (_what, EventBusName) => {
    await put({ ...ENTRY, EventBusName });
    await settled();
    expect(bridge.deliveries).toMatchObject([{ from: { sourceArn: bridge.attribute("OnBus", "Arn") } }]);
  });

  it("takes the engine's time for an event without one", async () => {
    await bridge.clock.advance(90_000);
    await put(ENTRY);
    await settled();
    expect(payloads()).toMatchObject([{ time: "2026-03-01T12:01:30Z" }]);
  });

  it.each([
    ["another region", "arn:aws:events:eu-central-1:123456789012:event-bus/default"],
    ["another account", "arn:aws:events:eu-west-1:999999999999:event-bus/default"],
  ])("does not take a bus of %s for its own of that name", async (_what, EventBusName) => {
    expect(await put({ ...ENTRY, EventBusName })).toMatchObject({ FailedEntryCount: 0 });
    await settled();
    expect(bridge.deliveries).toEqual([]);
    expect(bridge.journal.entries({ type: "unknown-bus" })).toMatchObject([{ data: { bus: EventBusName } }]);
  });

  it("goes from bus to bus", async () => {
    await put({ ...ENTRY, Source: "forward" });
    await settled();
    expect(bridge.deliveries).toMatchObject([{ arn: QUEUE, from: { sourceArn: bridge.attribute("OnBus", "Arn") } }]);
    expect(payloads()).toMatchObject([{ source: "forward" }]);
  });

  it.each([
    ["itself", "shop-bus", "arn:aws:events:eu-west-1:123456789012:event-bus/shop-bus", 2, "to a third"],
    ["another region's", "default", "arn:aws:events:us-east-1:123456789012:event-bus/default", 1, "account or region"],
    ["another account's", "default", "arn:aws:events:eu-west-1:999999999999:event-bus/default", 1, "account or region"],
  ])("ends on a bus whose target is %s", async (_what, EventBusName, Arn, times, message) => {
    await bridge[Symbol.asyncDispose]();
    const Targets = [
      { Id: "bus", Arn },
      { Id: "queue", Arn: QUEUE },
    ];
    bridge = await startEvents({
      Bus: RESOURCES.Bus,
      Round: rule({ EventBusName, EventPattern: { source: ["shop"] }, Targets }),
    });
    await put({ ...ENTRY, EventBusName });
    await settled();
    expect(bridge.deliveries).toHaveLength(times);
    expect(bridge.journal.entries({ type: "event" })).toHaveLength(times);
    expect(bridge.journal.entries({ type: "not-sent" })).toMatchObject([
      { data: { target: Arn, message: expect.stringContaining(message) } },
    ]);
  });

  it("is not sent on to a third bus", async () => {
    await bridge[Symbol.asyncDispose]();
    const bus = (Name: string) => ({ Type: "AWS::Events::EventBus", Properties: { Name } });
    const leading = (EventBusName: string, to: string) =>
      rule({
        EventBusName,
        EventPattern: { source: ["shop"] },
        Targets: [{ Id: "bus", Arn: `arn:aws:events:eu-west-1:123456789012:event-bus/${to}` }],
      });
    const resources = {
      Two: bus("two"),
      Three: bus("three"),
      On: leading("default", "two"),
      Off: leading("two", "three"),
    };
    bridge = await startEvents({
      ...resources,
      End: rule({ EventBusName: "three", EventPattern: { source: ["shop"] } }),
    });
    await put(ENTRY);
    await settled();
    expect(bridge.journal.entries({ type: "event" }).map(({ data }) => data.bus)).toEqual(["default", "two"]);
    expect(bridge.deliveries).toEqual([]);
  });

  it("hands its TraceHeader on, from bus to bus as well", async () => {
    const TraceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
    await put({ ...ENTRY, TraceHeader }, { ...ENTRY, Source: "forward", TraceHeader });
    await settled();
    expect(bridge.deliveries.map(({ options }) => options?.traceHeader)).toEqual([TraceHeader, TraceHeader]);
  });

  it("makes each event a part of the trace that its TraceHeader names", async () => {
    const ids = ["1-5759e988-bd862e3fe1be46a994272793", "1-5759e988-bd862e3fe1be46a994272794"];
    const parentId = "53995c3f42cd8ad8";
    const headers = ids.map((id) => `Root=${id};Parent=${parentId};Sampled=1`);
    await put(ENTRY, ...headers.map((TraceHeader) => ({ ...ENTRY, TraceHeader })));
    await settled();
    for (const type of ["event", "delivered"]) {
      const [own, ...others] = bridge.journal.entries({ type }).map(({ trace }) => trace);
      expect(others.map((trace) => trace?.traceId)).toEqual(ids);
      expect(ids).not.toContain(own?.traceId);
    }
    const events = bridge.journal.entries({ type: "event" }).slice(1);
    expect(events.map(({ trace }) => trace?.parentId)).toEqual([parentId, parentId]);
  });

  it("accepts an event for a bus that does not exist, as AWS does, and tells the journal", async () => {
    expect(await put({ ...ENTRY, EventBusName: "nope" })).toMatchObject({ FailedEntryCount: 0 });
    expect(bridge.journal.entries({ type: "unknown-bus" })).toMatchObject([{ data: { bus: "nope" } }]);
  });

  it.each([
    ["without Source", { Source: undefined }, "InvalidArgument", "Source is a required argument"],
    ["without DetailType", { DetailType: "" }, "InvalidArgument", "DetailType is a required argument"],
    ["without Detail", { Detail: undefined }, "InvalidArgument", "Detail is a required argument"],
    ["with a Detail that is no JSON", { Detail: "{" }, "MalformedDetail", "Detail is malformed."],
    ["with a Detail that is no object", { Detail: "[]" }, "MalformedDetail", "Detail is malformed."],
    ["in the name of AWS", { Source: "aws.s3" }, "NotAuthorizedForSource", "Not authorized for the source."],
  ])("fails an entry %s and takes the others", async (_what, change, ErrorCode, message) => {
    const answer = await put(ENTRY, { ...ENTRY, ...change });
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode, ErrorMessage: expect.stringContaining(message) }],
    });
  });

  it.each([
    ["no entry", [], "at 'entries'"],
    ["eleven entries", Array.from({ length: 11 }, () => ENTRY), "less than or equal to 10"],
    ["entries of more than 1 MB", [{ ...ENTRY, Detail: `{"x":"${"x".repeat(1_048_576)}"}` }], "over the limit"],
  ])("refuses a request with %s", async (_what, entries, message) => {
    await expect(put(...entries)).rejects.toMatchObject({
      code: "ValidationException",
      message: expect.stringContaining(message),
    });
  });

  it("takes an entry of almost 1 MB", async () => {
    const Detail = `{"id":7,"x":"${"x".repeat(1_048_500)}"}`;
    expect(await put({ ...ENTRY, Detail })).toMatchObject({ FailedEntryCount: 0 });
  });

  it("fails an entry that lacks something, also when it is the only one", async () => {
    expect(await put({ Source: "shop" })).toEqual({
      FailedEntryCount: 1,
      Entries: [
        {
          ErrorCode: "InvalidArgument",
          ErrorMessage: "Parameter DetailType is not valid. Reason: DetailType is a required argument.",
        },
      ],
    });
  });

  it("is called by the AWS SDK", async () => {
    const client = new EventBridgeClient(await bridge.serve());
    const sent = await client.send(
      new PutEventsCommand({ Entries: [{ ...ENTRY, Time: new Date(0) }, { Source: "x" }] }),
    );
    expect(sent).toMatchObject({ FailedEntryCount: 1, Entries: [{}, { ErrorCode: "InvalidArgument" }] });
    expect(payloads()).toMatchObject([{ time: "1970-01-01T00:00:00Z" }]);
    client.destroy();
  });
});

const PATTERN = { EventPattern: { source: ["shop"] } };

describe("a rule's template", () => {
  it("gives the name, or bus and name, as Ref", () => {
    expect(bridge.ref("Placed")).toBe("placed");
    expect(bridge.ref("OnBus")).toBe("shop-bus|on-bus");
    expect(bridge.attribute("OnBus", "Arn")).toBe("arn:aws:events:eu-west-1:123456789012:rule/shop-bus/on-bus");
  });

  it.each([
    ["a pattern", { EventPattern: { source: "shop" } }],
    ["a schedule", { ScheduleExpression: "rate(5 seconds)" }],
    ["choice of neither", {}],
    ["Input", { ...PATTERN, Targets: [{ Id: "t", Arn: QUEUE, Input: "plain text" }] }],
    [
      "InputTemplate",
      { ...PATTERN, Targets: [{ Id: "t", Arn: QUEUE, InputTransformer: { InputTemplate: '"<nobody>"' } }] },
    ],
    ["number of targets", { ...PATTERN, Targets: Array.from({ length: 6 }, (_, n) => ({ Id: `t${n}`, Arn: QUEUE })) }],
  ])("stops the start with its place when it has a wrong %s", async (_what, properties) => {
    await expect(startEvents({ Wrong: rule(properties) })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining("Wrong:"),
      location: { file: "template.yaml" },
    });
  });
});
