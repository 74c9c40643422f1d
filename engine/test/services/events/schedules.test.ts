import { afterEach, describe, expect, it } from "vitest";
import { resourceTypes } from "../../../src/services/events/resource-types.ts";
import { type EventBridge, FUNCTION, QUEUE, rule, startEvents } from "./event-bridge.ts";

const HOUR_MS = 3_600_000;

let bridge: EventBridge;

afterEach(() => bridge?.[Symbol.asyncDispose]());

const payloads = () => bridge.deliveries.map(({ payload }) => JSON.parse(payload));

describe("a rule with a ScheduleExpression", () => {
  it("sends a scheduled event each time that the engine's clock comes by", async () => {
    const Targets = [{ Id: "f", Arn: FUNCTION }];
    bridge = await startEvents({ Hourly: rule({ Name: "hourly", ScheduleExpression: "rate(1 hour)", Targets }) });
    await bridge.clock.advance(2 * HOUR_MS);
    const arn = bridge.attribute("Hourly", "Arn");
    expect(bridge.deliveries).toHaveLength(2);
    expect(bridge.deliveries[0]?.from).toEqual({ principal: "events.amazonaws.com", sourceArn: arn });
    expect(payloads()[0]).toEqual({
      version: "0",
      id: expect.any(String),
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: "123456789012",
      time: "2026-03-01T13:00:00Z",
      region: "eu-west-1",
      resources: [arn],
      detail: {},
    });
  });

  it("stops when the rule is disabled, and goes on when it is enabled", async () => {
    bridge = await startEvents({ Hourly: rule({ Name: "hourly", ScheduleExpression: "rate(1 hour)" }) });
    await bridge.call("DisableRule", { Name: "hourly" });
    await bridge.clock.advance(HOUR_MS);
    expect(bridge.deliveries).toEqual([]);
    await bridge.call("EnableRule", { Name: "hourly" });
    await bridge.clock.advance(HOUR_MS);
    expect(bridge.deliveries).toHaveLength(1);
  });
});

describe("AWS::Scheduler::Schedule", () => {
  const schedule = (Properties: Record<string, unknown>) => ({
    Type: "AWS::Scheduler::Schedule",
    Properties: { Name: "daily", FlexibleTimeWindow: { Mode: "OFF" }, ...Properties },
  });
  const Target = { Arn: FUNCTION, RoleArn: "arn:aws:iam::123456789012:role/scheduler" };

  it("calls its target with its input, by its role", async () => {
    const Input = '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>"}';
    bridge = await startEvents({
      Daily: schedule({
        ScheduleExpression: "cron(30 9 * * ? *)",
        ScheduleExpressionTimezone: "America/New_York",
        Target: { ...Target, Input },
      }),
    });
    await bridge.clock.advance(24 * HOUR_MS);
    const by = "arn:aws:scheduler:eu-west-1:123456789012:schedule/default/daily";
    expect(bridge.attribute("Daily", "Arn")).toBe(by);
    expect(bridge.deliveries).toMatchObject([{ arn: FUNCTION, from: { principal: Target.RoleArn, sourceArn: by } }]);
    expect(payloads()).toEqual([{ at: "2026-03-01T14:30:00Z", by }]);
  });

  it("keeps to its start, its end and its state", async () => {
    bridge = await startEvents({
      Between: schedule({
        ScheduleExpression: "rate(1 hour)",
        StartDate: "2026-03-01T13:30:00Z",
        EndDate: "2026-03-01T15:30:00Z",
        Target,
      }),
      Off: schedule({ Name: "off", ScheduleExpression: "rate(1 hour)", State: "DISABLED", Target }),
    });
    await bridge.clock.advance(6 * HOUR_MS);
    expect(payloads().map(({ time }) => time)).toEqual([
      "2026-03-01T13:30:00Z",
      "2026-03-01T14:30:00Z",
      "2026-03-01T15:30:00Z",
    ]);
  });

  it("of a rate without a start happens at once, and then at its rate", async () => {
    bridge = await startEvents({
      Tick: schedule({ ScheduleExpression: "rate(1 hour)", Target }),
      Off: schedule({ Name: "off", ScheduleExpression: "rate(1 hour)", State: "DISABLED", Target }),
    });
    await bridge.clock.advance(2 * HOUR_MS);
    expect(payloads().map(({ time }) => time)).toEqual([
      "2026-03-01T12:00:00Z",
      "2026-03-01T13:00:00Z",
      "2026-03-01T14:00:00Z",
    ]);
  });

  it("happens once at a given time", async () => {
    bridge = await startEvents({ Once: schedule({ ScheduleExpression: "at(2026-03-01T12:30:00)", Target }) });
    await bridge.clock.advance(48 * HOUR_MS);
    expect(payloads()).toMatchObject([{ source: "aws.scheduler", "detail-type": "Scheduled Event" }]);
  });

  it("puts an event on a bus, where rules see it", async () => {
    bridge = await startEvents({
      Tick: schedule({
        ScheduleExpression: "rate(1 hour)",
        Target: {
          ...Target,
          Arn: "arn:aws:events:eu-west-1:123456789012:event-bus/default",
          Input: '{"n":1}',
          EventBridgeParameters: { DetailType: "Tick", Source: "clock" },
        },
      }),
      Seen: rule({ Name: "seen", EventPattern: { source: ["clock"], detail: { n: [1] } } }),
    });
    await bridge.clock.advance(HOUR_MS);
    const tick = { "detail-type": "Tick", detail: { n: 1 } };
    expect(payloads()).toMatchObject([tick, tick]);
  });

  it("takes text for a queue, and a context attribute that is a number", async () => {
    const at = "at(2026-03-01T12:30:00)";
    bridge = await startEvents({
      Text: schedule({ ScheduleExpression: at, Target: { ...Target, Arn: QUEUE, Input: "plain text" } }),
      Number: schedule({
        Name: "n",
        ScheduleExpression: at,
        Target: { ...Target, Input: '{"n":<aws.scheduler.attempt-number>}' },
      }),
    });
    await bridge.clock.advance(HOUR_MS);
    expect(bridge.deliveries.map(({ payload }) => payload).sort()).toEqual(["plain text", '{"n":1}']);
  });

  it.each([
    ["expression", { ScheduleExpression: "cron(* *)", Target }],
    [
      "end",
      {
        ScheduleExpression: "rate(1 hour)",
        StartDate: "2026-03-02T00:00:00Z",
        EndDate: "2026-03-01T00:00:00Z",
        Target,
      },
    ],
    ["input", { ScheduleExpression: "rate(1 hour)", Target: { ...Target, Input: "plain text" } }],
    [
      "detail",
      {
        ScheduleExpression: "rate(1 hour)",
        Target: {
          ...Target,
          Arn: "arn:aws:events:eu-west-1:123456789012:event-bus/default",
          Input: "[]",
          EventBridgeParameters: { DetailType: "Tick", Source: "clock" },
        },
      },
    ],
  ])("stops the start with its place when its %s is wrong", async (_what, properties) => {
    const Wrong = schedule(properties);
    await expect(startEvents({ Wrong })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining("Wrong:"),
    });
  });

  const flexible = { Mode: "OFF" };
  const toBus = (EventBridgeParameters: object) => ({ ...Target, EventBridgeParameters });
  it.each<[what: string, properties: object, path: readonly string[]]>([
    ["no window", { Target }, ["FlexibleTimeWindow"]],
    ["no role", { FlexibleTimeWindow: flexible, Target: { Arn: FUNCTION } }, ["Target", "RoleArn"]],
    ["an empty input", { FlexibleTimeWindow: flexible, Target: { ...Target, Input: "" } }, ["Target", "Input"]],
    [
      "a source of AWS's own",
      { FlexibleTimeWindow: flexible, Target: toBus({ DetailType: "a", Source: "aws.s3" }) },
      ["Target", "EventBridgeParameters", "Source"],
    ],
  ])("is refused with %s", (_what, properties, path) => {
    const { schema } = resourceTypes["AWS::Scheduler::Schedule"];
    const read = schema.safeParse({ ScheduleExpression: "rate(1 hour)", ...properties });
    expect(read.error?.issues.map((issue) => issue.path)).toEqual([path]);
  });
});
