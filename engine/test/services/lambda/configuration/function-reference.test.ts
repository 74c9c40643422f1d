import { describe, expect, it } from "vitest";
import { parseFunctionReference } from "../../../../src/services/lambda/configuration/function-reference.ts";

describe("the name of a function", () => {
  it.each([
    ["hello", "hello", undefined],
    ["hello:live", "hello", "live"],
    ["hello:$LATEST", "hello", "$LATEST"],
    ["function:hello", "hello", undefined],
    ["000000000000:function:hello:7", "hello", "7"],
    ["arn:aws:lambda:us-east-1:000000000000:function:hello", "hello", undefined],
    ["arn:aws:lambda:us-east-1:000000000000:function:hello:live", "hello", "live"],
    ["arn:aws-us-gov:lambda:us-gov-west-1:000000000000:function:hello", "hello", undefined],
    ["arn:aws-cn:lambda:cn-north-1:000000000000:function:hello_1-2", "hello_1-2", undefined],
  ])("is read from %s", (text, name, qualifier) => {
    expect(parseFunctionReference(text)).toMatchObject({ name, qualifier });
  });

  it.each(["", "with space", "a/b", "arn:aws:sqs:us-east-1:000000000000:queue", "hello:"])(
    "is not read from %j",
    (text) => {
      expect(parseFunctionReference(text)).toBeUndefined();
    },
  );
});
