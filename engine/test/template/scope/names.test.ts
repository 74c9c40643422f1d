import { describe, expect, it } from "vitest";
import { physicalName } from "../../../src/template/physical-name.ts";
import { identify } from "../../../src/template/scope/identity.ts";

const stack = identify("app", "eu-west-1", "111122223333");

describe("physicalName()", () => {
  it("has AWS's form and is the same at every start", () => {
    expect(physicalName("Queue", stack)).toMatch(/^app-Queue-[A-Z0-9]{12}$/);
    expect(physicalName("Queue", stack)).toBe(physicalName("Queue", stack));
  });

  it("differs by resource, stack name, region and account", () => {
    const names = [
      physicalName("Queue", stack),
      physicalName("Other", stack),
      physicalName("Queue", identify("app2", "eu-west-1", "111122223333")),
      physicalName("Queue", identify("app", "eu-west-2", "111122223333")),
      physicalName("Queue", identify("app", "eu-west-1", "444455556666")),
    ].map((name) => name.slice(-12));
    expect(new Set(names).size).toBe(names.length);
  });

  it("is cut to the longest name and keeps its ending", () => {
    const name = physicalName("A".repeat(90), stack, { maxLength: 80, ending: ".fifo" });
    expect(name).toHaveLength(80);
    expect(name).toMatch(/^app-A+-[A-Z0-9]{12}\.fifo$/);
  });
});

describe("identify()", () => {
  it.each([
    ["eu-west-1", "aws", "amazonaws.com"],
    ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
    ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
  ])("knows the partition of %s", (region, partition, urlSuffix) => {
    expect(identify("app", region, "1")).toMatchObject({ partition, urlSuffix });
  });

  it("gives the stack an id with a UUID that stays the same", () => {
    const pattern =
      /^arn:aws:cloudformation:eu-west-1:111122223333:stack\/app\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(stack.id).toMatch(pattern);
    expect(identify("app", "eu-west-1", "111122223333").id).toBe(stack.id);
  });
});
