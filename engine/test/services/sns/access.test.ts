import { describe, expect, it } from "vitest";
import { accessOf } from "../../../src/services/sns/access.ts";
import { stackOf } from "../../iam/stack.ts";

const stack = stackOf({});
const news = "arn:aws:sns:us-east-1:000000000000:news";

const needs = (operation: string, input: Record<string, unknown> = {}) =>
  accessOf({ operation, input }, { stack }).map(({ action, resource }) => `${action} ${resource}`);

describe("accessOf a call of SNS", () => {
  it.each([
    ["Publish", { TopicArn: news }, `sns:Publish ${news}`],
    ["Publish", { TargetArn: news }, `sns:Publish ${news}`],
    ["Publish", { PhoneNumber: "+15550100" }, "sns:Publish *"],
    ["PublishBatch", { TopicArn: news }, `sns:Publish ${news}`],
    ["CreateTopic", { Name: "news" }, `sns:CreateTopic ${news}`],
    ["DeleteTopic", { TopicArn: news }, `sns:DeleteTopic ${news}`],
    ["TagResource", { ResourceArn: news }, `sns:TagResource ${news}`],
    ["Unsubscribe", { SubscriptionArn: `${news}:1` }, "sns:Unsubscribe *"],
    ["ListTopics", {}, "sns:ListTopics *"],
  ])("%s %j", (operation, input, expected) => {
    expect(needs(operation, input)).toEqual([expected]);
  });

  it("tells where a subscription would lead", () => {
    const input = { TopicArn: news, Protocol: "https", Endpoint: "https://example.com/hook" };
    expect(accessOf({ operation: "Subscribe", input }, { stack })).toEqual([
      {
        action: "sns:Subscribe",
        resource: news,
        context: { "sns:Protocol": "https", "sns:Endpoint": "https://example.com/hook" },
      },
    ]);
  });
});
