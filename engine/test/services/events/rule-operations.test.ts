import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ENTRY, type EventBridge, QUEUE, rule, settled, startEvents } from "./event-bridge.ts";

let bridge: EventBridge;

beforeEach(async () => {
  bridge = await startEvents({ Placed: rule({ Name: "placed", EventPattern: '{"source":["shop"]}' }) });
});

afterEach(() => bridge[Symbol.asyncDispose]());

describe("PutRule and PutTargets", () => {
  it("make a rule that events reach, until its targets and it are removed", async () => {
    await bridge.call("CreateEventBus", { Name: "extra" });
    const on = { EventBusName: "extra" };
    const EventPattern = '{"source":[{"prefix":"sh"}]}';
    expect(await bridge.call("PutRule", { ...on, Name: "new", EventPattern })).toEqual({
      RuleArn: "arn:aws:events:eu-west-1:123456789012:rule/extra/new",
    });
    await bridge.call("PutTargets", { ...on, Rule: "new", Targets: [{ Id: "t", Arn: QUEUE, Input: '"x"' }] });
    await bridge.call("PutEvents", { Entries: [{ ...ENTRY, ...on }] });
    await settled();
    expect(bridge.deliveries).toMatchObject([{ arn: QUEUE, payload: '"x"' }]);
    await expect(bridge.call("DeleteRule", { ...on, Name: "new" })).rejects.toThrow("has targets");
    await bridge.call("RemoveTargets", { ...on, Rule: "new", Ids: ["t"] });
    await bridge.call("DeleteRule", { ...on, Name: "new" });
    await expect(bridge.call("DescribeRule", { ...on, Name: "new" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
  });

  it("keep a rule's targets when its pattern changes", async () => {
    await bridge.call("PutRule", { Name: "placed", EventPattern: '{"source":["other"]}' });
    expect((await bridge.call("ListTargetsByRule", { Rule: "placed" })).Targets).toHaveLength(1);
  });

  it.each([
    [{ Name: "bad", EventPattern: '{"source":"shop"}' }, "InvalidEventPatternException"],
    [{ Name: "bad" }, "ValidationException"],
    [{ Name: "bad", ScheduleExpression: "at(2030-01-01T00:00:00)" }, "ValidationException"],
    [{ Name: "bad", ScheduleExpression: "rate(1 minutes)" }, "ValidationException"],
    [{ Name: "a b", EventPattern: "{}" }, "ValidationException"],
    [{ Name: "bad", EventBusName: "nope", EventPattern: '{"source":["a"]}' }, "ResourceNotFoundException"],
  ])("refuse %j", async (input, code) => {
    await expect(bridge.call("PutRule", input)).rejects.toMatchObject({ code });
  });
});

describe("PutTargets", () => {
  const put = (...targets: object[]) =>
    bridge.call("PutTargets", { Rule: "placed", Targets: targets.map((more) => ({ Id: "t", Arn: QUEUE, ...more })) });
  const paths = (InputPathsMap: object) => ({ InputTransformer: { InputTemplate: '"x"', InputPathsMap } });
  const template = (InputTemplate: string) => ({ InputTransformer: { InputTemplate, InputPathsMap: { id: "$.id" } } });

  it.each([
    [
      template('"<id> of <nobody>"'),
      "ValidationException",
      "InputTemplate for target t contains invalid placeholder nobody.",
    ],
    [
      template("<aws.events.nothing>"),
      "ValidationException",
      "InputTemplate for target t contains invalid placeholder aws.events.nothing.",
    ],
    [
      { ...template("<id>"), InputPath: "$.detail" },
      "ValidationException",
      "Only one of Input, InputPath, or InputTransformer must be provided for target t.",
    ],
    [
      { Input: "{}", InputPath: "$.detail" },
      "ValidationException",
      "Only one of Input, InputPath, or InputTransformer must be provided for target t.",
    ],
    [{ Input: "{'a': 1}" }, "ValidationException", "JSON syntax error in input for target t"],
    [{ Id: "a b" }, "ValidationException", "Member must satisfy regular expression pattern"],
    [
      template("<id> is placed"),
      "ValidationException",
      "Invalid InputTemplate for target t : it is neither JSON nor text",
    ],
    [template("hello"), "ValidationException", "Invalid InputTemplate for target t"],
    [template('{"id": <id>,}'), "ValidationException", "Invalid InputTemplate for target t"],
    [template("{<id>: 1}"), "ValidationException", "Invalid InputTemplate for target t"],
    [
      { InputPath: "detail" },
      "ValidationException",
      'Invalid JSONPath for target t : "detail" does not begin with "$".',
    ],
    [{ InputPath: "$." }, "ValidationException", "Invalid JSONPath for target t"],
    [paths({ id: "$.detail[" }), "ValidationException", "Invalid JSONPath for target t"],
    [paths({ "aws.events.id": "$.id" }), "ValidationException", "regular expression pattern"],
    [
      paths(Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`n${at}`, "$.id"]))),
      "ValidationException",
      "100",
    ],
    [template(`"${"x".repeat(8191)}"`), "ValidationException", "less than or equal to 8192"],
    [{ Input: `"${"x".repeat(8191)}"` }, "ValidationException", "less than or equal to 8192"],
  ])("refuses %j", async (target, code, message) => {
    await expect(put(target)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect((await bridge.call("ListTargetsByRule", { Rule: "placed" })).Targets).toHaveLength(1);
  });

  it.each([
    template("<id>"),
    template('{"rule": <aws.events.rule-name>}'),
    template('"first <id>"\n\n  "second"\n'),
    template('{"all": "<id> of <id>", "list": [<id>, 1]}\n'),
    paths({ "a-b_C1": "$.detail.items[*].id", path: "$.detail.a/b", name: "$.detail-type" }),
    { Input: "7" },
    { InputPath: "$.detail" },
  ])("takes %j", async (target) => {
    expect(await put(target)).toMatchObject({ FailedEntryCount: 0 });
  });

  it("refuses a sixth target of a rule", async () => {
    const ids = [1, 2, 3, 4].map((n) => ({ Id: `t${n}` }));
    await put(...ids);
    await expect(put({ Id: "t5" })).rejects.toMatchObject({ code: "LimitExceededException" });
    expect(await put({ Id: "t4", Input: "{}" })).toMatchObject({ FailedEntryCount: 0 });
  });
});

describe("a template that is no JSON once it is filled in", () => {
  it("reaches no target, and the journal tells why", async () => {
    const InputTransformer = { InputPathsMap: { all: "$.detail" }, InputTemplate: '{"text": "<all>"}' };
    await bridge.call("PutTargets", { Rule: "placed", Targets: [{ Id: "queue", Arn: QUEUE, InputTransformer }] });
    await bridge.call("PutEvents", { Entries: [ENTRY] });
    await settled();
    expect(bridge.deliveries).toEqual([]);
    expect(bridge.journal.entries({ type: "not-sent" })).toMatchObject([
      { data: { target: QUEUE, message: expect.stringContaining("is no JSON") } },
    ]);
  });
});

describe("lists and descriptions", () => {
  it("show rules, targets and buses", async () => {
    const Arn = bridge.attribute("Placed", "Arn");
    const shown = {
      Name: "placed",
      Arn,
      State: "ENABLED",
      EventBusName: "default",
      EventPattern: '{"source":["shop"]}',
    };
    expect((await bridge.call("ListRules", { NamePrefix: "pl" })).Rules).toMatchObject([shown]);
    expect(await bridge.call("DescribeRule", { Name: "placed" })).toMatchObject(shown);
    expect((await bridge.call("ListRuleNamesByTarget", { TargetArn: QUEUE })).RuleNames).toEqual(["placed"]);
    expect((await bridge.call("ListEventBuses")).EventBuses).toMatchObject([{ Name: "default" }]);
    expect(await bridge.call("DescribeEventBus")).toMatchObject({
      Arn: "arn:aws:events:eu-west-1:123456789012:event-bus/default",
    });
    await expect(bridge.call("DescribeEventBus", { Name: "nope" })).rejects.toThrow("does not exist");
  });
});

describe("TestEventPattern", () => {
  const Event = JSON.stringify({
    id: "1",
    account: "1",
    source: "shop",
    time: "2026-03-01T12:00:00Z",
    region: "eu-west-1",
    "detail-type": "x",
    detail: { n: 5 },
  });

  it.each([
    ['{"detail":{"n":[{"numeric":[">",4]}]}}', true],
    ['{"detail":{"n":[{"numeric":["<",4]}]}}', false],
  ])("answers for %s that it matches: %s", async (EventPattern, Result) => {
    expect(await bridge.call("TestEventPattern", { EventPattern, Event })).toEqual({ Result });
  });

  it("refuses what is no event", async () => {
    const input = { EventPattern: '{"source":["a"]}', Event: "{}" };
    await expect(bridge.call("TestEventPattern", input)).rejects.toMatchObject({ code: "ValidationException" });
  });
});
