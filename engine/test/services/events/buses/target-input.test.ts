import { describe, expect, it } from "vitest";
import { targetInput } from "../../../../src/services/events/buses/target-input.ts";

const EVENT = {
  version: "0",
  id: "event-1",
  "detail-type": "Order Placed",
  source: "shop",
  account: "123456789012",
  time: "2026-03-01T12:00:00Z",
  region: "eu-west-1",
  resources: ["arn:aws:s3:::bucket"],
  detail: { id: 7, note: 'say "hi"', items: [{ sku: "a" }, { sku: "b" }], "odd key": true },
};
const RULE = { name: "orders", arn: "arn:aws:events:eu-west-1:123456789012:rule/orders" };
const NOW = Date.parse("2026-03-01T12:00:05.500Z");
const TARGET = { Id: "t", Arn: "arn:aws:sqs:eu-west-1:123456789012:q" };

const input = (more: object) => targetInput({ ...TARGET, ...more }, EVENT, RULE, NOW);

describe("what a target gets", () => {
  it("is the whole event when nothing else is asked for", () => {
    expect(JSON.parse(input({}))).toEqual(EVENT);
  });

  it("is Input, whatever the event", () => {
    expect(input({ Input: '{"fixed":true}' })).toBe('{"fixed":true}');
  });

  it.each([
    ["$.detail.id", 7],
    ["$.detail.items[1].sku", "b"],
    ["$.detail['odd key']", true],
    ['$["detail-type"]', "Order Placed"],
    ["$.detail-type", "Order Placed"],
    ["$.detail.nothing", null],
    ["$", EVENT],
  ])("is the part at InputPath %s", (InputPath, part) => {
    expect(JSON.parse(input({ InputPath }))).toEqual(part);
  });
});

describe("InputTransformer", () => {
  const transform = (InputTemplate: string, InputPathsMap?: Record<string, string>) =>
    input({ InputTransformer: { InputTemplate, ...(InputPathsMap && { InputPathsMap }) } });

  it.each([
    ["values of their own", '{"order": <id>, "items": <items>}', { order: 7, items: EVENT.detail.items }],
    ["text", '{"text": "Order <id> of <source>"}', { text: "Order 7 of shop" }],
    ["text with quotes in it", '{"text": "Note: <note>"}', { text: 'Note: say "hi"' }],
    ["text as a value", '{"text": <note>}', { text: 'say "hi"' }],
    ["one text alone", '"Order <id>"', "Order 7"],
    ["an object within text", '{"text": "<items>"}', { text: '[{"sku":"a"},{"sku":"b"}]' }],
    ["what is not there", '{"a": <gone>, "b": "x<gone>y"}', { a: "", b: "xy" }],
    ["the rule", '{"name": <aws.events.rule-name>, "arn": "<aws.events.rule-arn>"}', { name: "orders", arn: RULE.arn }],
    ["the time of arrival", '{"at": <aws.events.event.ingestion-time>}', { at: "2026-03-01T12:00:05Z" }],
    ["the whole event", '{"event": <aws.events.event.json>}', { event: EVENT }],
  ])("fills in %s", (_what, template, expected) => {
    const paths = {
      id: "$.detail.id",
      items: "$.detail.items",
      note: "$.detail.note",
      source: "$.source",
      gone: "$.detail.gone",
    };
    expect(JSON.parse(transform(template, paths))).toEqual(expected);
  });

  it("leaves a variable that nobody defined", () => {
    expect(transform('"<nobody>"')).toBe('"<nobody>"');
  });
});
