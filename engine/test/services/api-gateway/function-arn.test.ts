import { describe, expect, it } from "vitest";
import { functionArnOf, substituteStageVariables } from "../../../src/services/api-gateway/function-arn.ts";

const stack = {
  name: "s",
  id: "i",
  region: "eu-west-1",
  accountId: "123456789012",
  partition: "aws",
  urlSuffix: "amazonaws.com",
};
const arn = "arn:aws:lambda:eu-west-1:123456789012:function:Chat";
const path = (of: string) => `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${of}/invocations`;

describe("functionArnOf", () => {
  it.each([
    [path(arn), arn],
    [path(`${arn}:live`), `${arn}:live`],
    [arn, arn],
    [path("Chat"), arn],
    [path("Chat").replace("2015-03-31", "2014-11-13"), arn],
    ["arn:aws:apigateway:eu-west-1:sqs:path/1/q", undefined],
    [path("arn:aws:sns:eu-west-1:1:t"), undefined],
    ["https://example.com", undefined],
    ["Chat", undefined],
    ["", undefined],
  ])("of %s is %s", (uri, expected) => {
    expect(functionArnOf(uri, stack)).toBe(expected);
  });
});

describe("substituteStageVariables", () => {
  it.each([
    ["a/${stageVariables.x}/b", "a/1/b"],
    ["${stageVariables.x}${stageVariables.x}", "11"],
    ["${stageVariables.none}", ""],
    ["${stageVariables.constructor}", ""],
    ["${other.x}", "${other.x}"],
  ])("of %s is %j", (text, expected) => {
    expect(substituteStageVariables(text, { x: "1" })).toBe(expected);
  });
});
