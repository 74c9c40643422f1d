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
  detail: {
    id: 7,
    note: 'say "hi"',
    items: [{ sku: "a" }, { sku: "b" }],
    states: ["ACTIVE", "INACTIVE"],
    counts: [1, 2],
    quotes: { q: 'a "b" \\ c' },
    open: true,
    "odd key": true,
  },
};
const RULE = { name: "orders", arn: "arn:aws:events:eu-west-1:123456789012:rule/orders" };
const NOW = Date.parse("2026-03-01T12:00:05.500Z");
const TARGET = { Id: "t", Arn: "arn:aws:sqs:eu-west-1:123456789012:q" };

const inputOrNothing = (more: object) => targetInput({ ...TARGET, ...more }, EVENT, RULE, NOW);
const input = (more: object) => inputOrNothing(more) ?? "nothing";

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
    ["$.detail.items[*].sku", ["a", "b"]],
    ["$.detail['odd key']", true],
    ['$["detail-type"]', "Order Placed"],
    ["$.detail-type", "Order Placed"],
    ["$.detail.nothing", null],
    ["$", EVENT],
  ])("is the part at InputPath %s", (InputPath, part) => {
    expect(JSON.parse(input({ InputPath }))).toEqual(part);
  });
});

const PATHS = {
  id: "$.detail.id",
  items: "$.detail.items",
  note: "$.detail.note",
  source: "$.source",
  skus: "$.detail.items[*].sku",
  gone: "$.detail.gone",
  states: "$.detail.states",
  counts: "$.detail.counts",
  quotes: "$.detail.quotes",
  open: "$.detail.open",
};

const WITHOUT_DETAIL = {
  version: "0",
  id: "event-1",
  detailType: "Order Placed",
  source: "shop",
  account: "123456789012",
  time: "2026-03-01T12:00:00Z",
  region: "eu-west-1",
  resources: ["arn:aws:s3:::bucket"],
};

describe("InputTransformer", () => {
  const transform = (InputTemplate: string, InputPathsMap?: Record<string, string>) =>
    input({ InputTransformer: { InputTemplate, ...(InputPathsMap && { InputPathsMap }) } });

  it.each([
    ["values of their own", '{"order": <id>, "items": <items>}', { order: 7, items: EVENT.detail.items }],
    ["text", '{"text": "Order <id> of <source>"}', { text: "Order 7 of shop" }],
    ["text with quotes in it", '{"text": "Note: <note>"}', { text: 'Note: say "hi"' }],
    ["text as a value", '{"text": <note>}', { text: 'say "hi"' }],
    ["one text alone", '"Order <id>"', "Order 7"],
    ["a list of numbers within text", '{"text": "<counts>"}', { text: "[1,2]" }],
    ["what is not there", '{"a": <gone>, "b": "x<gone>y"}', { a: "", b: "xy" }],
    ["the rule", '{"name": <aws.events.rule-name>, "arn": "<aws.events.rule-arn>"}', { name: "orders", arn: RULE.arn }],
    ["the time of arrival", '{"at": <aws.events.event.ingestion-time>}', { at: "2026-03-01T12:00:05Z" }],
    ["the whole event", '{"event": <aws.events.event.json>}', { event: EVENT }],
    ["the event without its detail", '{"event": <aws.events.event>}', { event: WITHOUT_DETAIL }],
    ["all of a list", '{"skus": <skus>}', { skus: ["a", "b"] }],
    ["a value alone", "<items>", EVENT.detail.items],
  ])("fills in %s", (_what, template, expected) => {
    expect(JSON.parse(transform(template, PATHS))).toEqual(expected);
  });

  it.each([
    ['"[<counts>] <states>"', '"[[1,2]] [ACTIVE,INACTIVE]"'],
    ['"Items: <items>."', '"Items: [{sku:a},{sku:b}]."'],
    ['"It is <open>, with <quotes>"', String.raw`"It is true, with {q:a b \\ c}"`],
    ['"one <id>"\n"two <states>"', '"one 7"\n"two [ACTIVE,INACTIVE]"'],
    ['"{[/ <id>"', '"{[/ 7"'],
  ])("makes of the text %s %s: objects and lists lose their quotes", (template, expected) => {
    expect(transform(template, PATHS)).toBe(expected);
  });

  it.each([
    ["a list between quotes", '{"text": "<states>"}'],
    ["an object between quotes", '{"text": "<items>", "all": <items>}'],
    ["text without quotes", "<states> in all"],
    ["text beside a quoted text", '"<id>" and more'],
    ["a quoted text that does not end", '"Order <id>'],
  ])("does not deliver %s, which is no JSON", (_what, InputTemplate) => {
    expect(inputOrNothing({ InputTransformer: { InputTemplate, InputPathsMap: PATHS } })).toBeUndefined();
  });

  it("leaves a variable that nobody defined", () => {
    expect(transform('"<nobody>"')).toBe('"<nobody>"');
  });
});
