import { describe, expect, it } from "vitest";
import { createTargets } from "../../src/services/contract/targets.ts";

const HERE = { accountId: "111122223333", region: "eu-west-1" };

describe("targets of rules, topics, integrations and mappings", () => {
  const delivered: string[] = [];
  const receives = { deliver: async (arn: string) => void delivered.push(arn) };
  const targets = createTargets(new Map([["lambda", { receives }]]), HERE);
  const deliver = (arn: string) => targets.deliver(arn, "{}", { principal: "events.amazonaws.com" });

  it("are what runs here", async () => {
    const arn = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    await deliver(arn);
    expect(delivered).toEqual([arn]);
  });

  it.each([
    ["another region", "arn:aws:lambda:us-east-1:111122223333:function:f"],
    ["another account", "arn:aws:lambda:eu-west-1:999988887777:function:f"],
    ["a service that does not run", "arn:aws:kinesis:eu-west-1:111122223333:stream/s"],
  ])("are not what has the same name in %s", async (_where, arn) => {
    delivered.length = 0;
    await expect(deliver(arn)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    expect(delivered).toEqual([]);
  });
});
