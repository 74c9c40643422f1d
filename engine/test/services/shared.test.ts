import { describe, expect, it } from "vitest";
import { createJournal } from "../../src/kernel/journal.ts";
import { createDeduplication } from "../../src/services/contract/deduplication.ts";
import { paginate } from "../../src/services/contract/paging.ts";
import { principalIdOf } from "../../src/services/contract/principal-id.ts";
import { checkResourcePolicy } from "../../src/services/contract/resource-policy.ts";
import { physicalName } from "../../src/template/physical-name.ts";

const STACK = {
  name: "shop",
  id: "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1",
  region: "eu-west-1",
  accountId: "123456789012",
  partition: "aws",
  urlSuffix: "amazonaws.com",
};

describe("physicalName", () => {
  it("is stack, logical id and twelve characters, the same each time", () => {
    const name = physicalName("Orders", STACK);
    expect(name).toMatch(/^shop-Orders-[A-Z0-9]{12}$/);
    expect(physicalName("Orders", STACK)).toBe(name);
    expect(physicalName("Other", STACK)).not.toBe(name);
  });

  it("keeps its ending and its length", () => {
    const name = physicalName("L".repeat(100), STACK, { maxLength: 80, ending: ".fifo" });
    expect(name).toHaveLength(80);
    expect(name).toMatch(/-[A-Z0-9]{12}\.fifo$/);
  });
});

describe("paginate", () => {
  it.each([
    [{}, ["a", "b", "c"], undefined],
    [{ maxResults: 2 }, ["a", "b"], "2"],
    [{ maxResults: 2, nextToken: "2" }, ["c"], undefined],
    [{ nextToken: "nonsense" }, ["a", "b", "c"], undefined],
  ])("of %j", (request, page, nextToken) => {
    expect(paginate(["a", "b", "c"], request)).toEqual({ page, nextToken });
  });
});

describe("createDeduplication", () => {
  it("forgets after five minutes", () => {
    const sends = createDeduplication<string>();
    sends.remember("id", "first", 1000);
    expect(sends.find("id", 300_999)).toBe("first");
    expect(sends.find("id", 301_000)).toBeUndefined();
  });
});

describe("principalIdOf", () => {
  it("is one for a role, with its session, and another for a user", () => {
    const session = (name: string) => principalIdOf(`arn:aws:sts::123456789012:assumed-role/worker/${name}`);
    expect(session("a")).toMatch(/^AROA[A-Z2-7]{17}:a$/);
    expect(session("a").split(":")[0]).toBe(session("b").split(":")[0]);
    expect(principalIdOf("arn:aws:iam::123456789012:user/ann")).toMatch(/^AIDA[A-Z2-7]{17}$/);
  });
});

describe("checkResourcePolicy", () => {
  const ARN = "arn:aws:sqs:eu-west-1:123456789012:q";
  const RULE = "arn:aws:events:eu-west-1:123456789012:rule/r";
  const allow = (more: object = {}) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: ARN,
          ...more,
        },
      ],
    });

  function check(policy: string | undefined, principal: string, enforced: boolean) {
    const journal = createJournal(() => 0);
    const owner = { service: "sqs", action: "sqs:SendMessage", arn: ARN, arnName: "queueArn" as const, policy };
    checkResourcePolicy(owner, { principal, sourceArn: RULE }, { journal, enforced });
    return journal.entries();
  }

  it.each([
    ["the service by name", allow(), "events.amazonaws.com"],
    ["the service for that rule", allow({ Condition: { ArnLike: { "aws:SourceArn": RULE } } }), "events.amazonaws.com"],
    ["a role of the account, whatever the policy", undefined, "arn:aws:iam::123456789012:role/worker"],
  ])("lets in %s", (_who, policy, principal) => {
    expect(check(policy, principal, true)).toEqual([]);
  });

  it.each([
    ["there is no policy", undefined],
    ["it names another service", allow({ Principal: { Service: "sns.amazonaws.com" } })],
    ["it is for another rule", allow({ Condition: { ArnLike: { "aws:SourceArn": `${RULE}-2` } } })],
    ["it denies", allow({ Effect: "Deny" })],
    ["it cannot be read", "{"],
  ])("refuses when enforced, and otherwise only tells, when %s", (_why, policy) => {
    expect(() => check(policy, "events.amazonaws.com", true)).toThrow("is not authorized to perform: sqs:SendMessage");
    expect(check(policy, "events.amazonaws.com", false)).toMatchObject([
      { service: "sqs", type: "policy", data: { queueArn: ARN, sourceArn: RULE, allowed: false } },
    ]);
  });
});
