import { describe, expect, it } from "vitest";
import { accessOf } from "../../../src/services/lambda/access.ts";
import { stackOf } from "../../iam/stack.ts";

const stack = stackOf({});
const arn = (resource: string) => `arn:aws:lambda:us-east-1:000000000000:${resource}`;

const needs = (operation: string, input: Record<string, unknown> = {}) =>
  accessOf({ operation, input }, { stack }).map(({ action, resource }) => `${action} ${resource}`);

describe("accessOf a call of Lambda", () => {
  it.each([
    [{ FunctionName: "Fn" }, arn("function:Fn")],
    [{ FunctionName: arn("function:Fn") }, arn("function:Fn")],
    [{ FunctionName: "000000000000:function:Fn" }, arn("function:Fn")],
    [{ FunctionName: "Fn", Qualifier: "live" }, arn("function:Fn:live")],
    [{ FunctionName: arn("function:Fn:live") }, arn("function:Fn:live")],
    [{ FunctionName: "Fn:$LATEST" }, arn("function:Fn:$LATEST")],
    [{ FunctionName: "not a name!" }, "*"],
    [{}, "*"],
  ])("is on the function however it is named, qualified where the call is: %j", (input, resource) => {
    expect(needs("Invoke", input)).toEqual([`lambda:InvokeFunction ${resource}`]);
  });

  it.each([
    ["InvokeWithResponseStream", { FunctionName: "Fn" }, `lambda:InvokeFunction ${arn("function:Fn")}`],
    ["InvokeAsync", { FunctionName: "Fn" }, `lambda:InvokeAsync ${arn("function:Fn")}`],
    ["GetFunction", { FunctionName: "Fn" }, `lambda:GetFunction ${arn("function:Fn")}`],
    ["GetPolicy", { FunctionName: "Fn" }, `lambda:GetPolicy ${arn("function:Fn")}`],
    ["GetEventSourceMapping", { UUID: "1-2" }, `lambda:GetEventSourceMapping ${arn("event-source-mapping:1-2")}`],
    ["ListFunctions", {}, "lambda:ListFunctions *"],
  ])("%s %j", (operation, input, expected) => {
    expect(needs(operation, input)).toEqual([expected]);
  });
});
