import { describe, expect, it } from "vitest";
import { createNames } from "../../../src/model/traces/names.ts";

const stack = {
  template: "/work/template.yaml",
  resources: [{ physicalId: "stack-Table-1", logicalId: "Table" }],
  apis: [],
  functions: [{ functionName: "stack-Fn-1", logicalId: "Fn" }],
} as unknown as Parameters<typeof createNames>[0];

describe("a trace's names", () => {
  it.each([
    ["stack-Fn-1", "Fn"],
    ["arn:aws:lambda:us-east-1:000000000000:function:stack-Fn-1", "Fn"],
    ["arn:aws:dynamodb:us-east-1:000000000000:table/stack-Table-1", "Table"],
    ["arn:aws:dynamodb:us-east-1:000000000000:table/stack-Table-1/stream/2026-01-31T12:00:00.000", "Table"],
    ["arn:aws:dynamodb:us-east-1:000000000000:table/other/stream/2026-01-31T12:00:00.000", "other"],
    ["arn:aws:sqs:us-east-1:000000000000:queue", "queue"],
    [undefined, ""],
  ])("for %s is %s", (reference, name) => {
    expect(createNames(stack).of(reference)).toBe(name);
  });
});
