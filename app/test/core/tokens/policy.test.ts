import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Identity } from "../../../src/core/tokens/identity.ts";
import { followPolicy } from "../../../src/core/tokens/policy.ts";

const ada: Identity = { userId: "ada", sub: "ada", exp: 0, tenant: "acme" };
const may = (permissions: readonly string[] | undefined, entityId: string, identity = ada) =>
  followPolicy("deny")({ ...identity, ...(permissions && { permissions }) }, entityId);

describe("followPolicy", () => {
  it.each([
    ["open", undefined, true],
    ["open", [], true],
    ["claims", undefined, true],
    ["claims", [], false],
    ["claims", ["other"], false],
    ["claims", ["order-1"], true],
    ["deny", undefined, false],
    ["deny", [], false],
    ["deny", ["order-1"], true],
  ] as const)("in mode %s with permissions %j is %j", (mode, permissions, expected) => {
    expect(followPolicy(mode)({ ...ada, ...(permissions && { permissions }) }, "order-1")).toBe(expected);
  });

  it.each([
    ["order-1", "order-1", true],
    ["order-1", "order-10", false],
    ["order-1", "ORDER-1", false],
    ["order-1", "order-1 ", false],
    ["order-*", "order-10", true],
    ["order-*", "order-", true],
    ["order-*", "border-1", false],
    ["*", "anything", true],
    ["*-1", "order-1", false],
    ["*-1", "*-1", true],
    ["or*-1", "order-1", false],
    ["{tenant}/*", "acme/order-1", true],
    ["{tenant}/*", "other/order-1", false],
    ["{tenant}/*", "{tenant}/order-1", false],
    ["inbox-{userId}", "inbox-ada", true],
    ["inbox-{userId}", "inbox-bob", false],
    ["{nobody}", "{nobody}", true],
    ["", "", true],
    ["", "a", false],
  ])("reads the pattern %j for %j as %j", (pattern, entityId, expected) => {
    expect(may([pattern], entityId)).toBe(expected);
  });

  it("gives nothing for a pattern with a tenant to a token without one", () => {
    const { tenant: _, ...stranger } = ada;
    expect(may(["{tenant}/*"], "/order-1", stranger)).toBe(false);
    expect(may(["{tenant}*"], "anything", stranger)).toBe(false);
  });

  it("takes a user id for nothing but itself, whatever it looks like", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (userId, entityId) => {
        const identity = { ...ada, userId };
        expect(may(["inbox-{userId}"], entityId, identity)).toBe(entityId === `inbox-${userId}`);
      }),
    );
    expect(may(["{userId}"], "everything", { ...ada, userId: "*" })).toBe(false);
    expect(may(["{userId}"], "acme", { ...ada, userId: "{tenant}" })).toBe(false);
  });
});
