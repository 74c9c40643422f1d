import { describe, expect, it } from "vitest";
import { accessOf } from "../../../src/services/events/access.ts";
import { stackOf } from "../../iam/stack.ts";

const stack = stackOf({});
const arn = (resource: string) => `arn:aws:events:us-east-1:000000000000:${resource}`;

const requests = (operation: string, input: Record<string, unknown> = {}) => accessOf({ operation, input }, { stack });
const needs = (operation: string, input?: Record<string, unknown>) =>
  requests(operation, input).map(({ action, resource }) => `${action} ${resource}`);

describe("accessOf a call of EventBridge", () => {
  it.each([
    ["PutRule", { Name: "daily" }, `events:PutRule ${arn("rule/daily")}`],
    ["PutRule", { Name: "daily", EventBusName: "shop" }, `events:PutRule ${arn("rule/shop/daily")}`],
    [
      "DeleteRule",
      { Name: "daily", EventBusName: arn("event-bus/shop") },
      `events:DeleteRule ${arn("rule/shop/daily")}`,
    ],
    ["RemoveTargets", { Rule: "daily", EventBusName: "default" }, `events:RemoveTargets ${arn("rule/daily")}`],
    ["DescribeEventBus", {}, `events:DescribeEventBus ${arn("event-bus/default")}`],
    ["CreateEventBus", { Name: "shop" }, `events:CreateEventBus ${arn("event-bus/shop")}`],
    ["TagResource", { ResourceARN: arn("rule/daily") }, `events:TagResource ${arn("rule/daily")}`],
    ["ListRules", { EventBusName: "shop" }, "events:ListRules *"],
    ["TestEventPattern", {}, "events:TestEventPattern *"],
  ])("%s %j", (operation, input, expected) => {
    expect(needs(operation, input)).toEqual([expected]);
  });

  it("names the targets of a rule", () => {
    const queue = "arn:aws:sqs:us-east-1:000000000000:q";
    expect(requests("PutTargets", { Rule: "daily", Targets: [{ Id: "1", Arn: queue }] })).toEqual([
      { action: "events:PutTargets", resource: arn("rule/daily"), context: { "events:TargetArn": [queue] } },
    ]);
  });
});

describe("accessOf PutEvents", () => {
  const context = (source: string, detailType: string) => ({
    "events:source": source,
    "events:detail-type": detailType,
    "events:eventBusInvocation": false,
  });

  it("is on the bus of each entry, with its source and detail type", () => {
    const Entries = [
      { Source: "shop", DetailType: "Sold", Detail: "{}" },
      { Source: "shop", DetailType: "Sold", Detail: '{"other":true}' },
      { Source: "shop", DetailType: "Sold", EventBusName: "audit" },
      { Source: "shop", DetailType: "Returned", EventBusName: arn("event-bus/audit") },
    ];
    expect(requests("PutEvents", { Entries })).toEqual([
      { action: "events:PutEvents", resource: arn("event-bus/default"), context: context("shop", "Sold") },
      { action: "events:PutEvents", resource: arn("event-bus/audit"), context: context("shop", "Sold") },
      { action: "events:PutEvents", resource: arn("event-bus/audit"), context: context("shop", "Returned") },
    ]);
  });

  it("says nothing of what an entry lacks", () => {
    expect(requests("PutEvents", { Entries: [null, "x", {}] })).toEqual([
      {
        action: "events:PutEvents",
        resource: arn("event-bus/default"),
        context: { "events:eventBusInvocation": false },
      },
    ]);
  });
});
