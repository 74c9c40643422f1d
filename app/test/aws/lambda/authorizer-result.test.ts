import { describe, expect, it } from "vitest";
import { allowConnect, identityFromContext } from "../../../src/aws/lambda/authorizer-result.ts";

const ARN = "arn:aws:execute-api:us-east-1:000000000000:api/dev/$connect";
const identity = { userId: "u", sub: "s", firstName: "Ada", lastName: "Lovelace", exp: 1_800_000_000 };

describe("the authorizer's result", () => {
  it("allows $connect of this stage and nothing else", () => {
    expect(allowConnect(ARN, identity)).toMatchObject({
      principalId: "u",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: ARN }],
      },
    });
  });

  it("has a context of text alone, and no more than what is known", () => {
    expect(allowConnect(ARN, identity).context).toEqual({
      userId: "u",
      sub: "s",
      firstName: "Ada",
      lastName: "Lovelace",
      exp: "1800000000",
    });
    expect(allowConnect(ARN, { userId: "u", sub: "s", exp: 1 }).context).toEqual({ userId: "u", sub: "s", exp: "1" });
  });

  it("is a refusal when API Gateway would not take it, because it has more than 8 KB", () => {
    const wide = "\uffdc".repeat(256);
    const names = { userId: wide, sub: wide, firstName: wide, lastName: wide };
    expect(() => allowConnect(ARN, { ...names, exp: 1 })).not.toThrow();
    const huge = "x".repeat(8192);
    expect(() => allowConnect(ARN, { userId: "u", sub: huge, exp: 1 })).toThrow(
      expect.objectContaining({ reason: "context_too_large" }),
    );
  });

  it("is an error for any other route, which this policy was never meant for", () => {
    expect(() => allowConnect(ARN.replace("$connect", "subscribe"), identity)).toThrow("$connect");
  });

  it("comes back whole on $connect", () => {
    expect(identityFromContext({ principalId: "u", ...allowConnect(ARN, identity).context })).toEqual(identity);
  });

  it("brings back what the token said of tenant, permissions and itself", () => {
    const whole = { ...identity, tenant: "acme", jti: "t-1", iat: 1_700_000_000, permissions: ["order-*", "a"] };
    expect(identityFromContext(allowConnect(ARN, whole).context)).toEqual(whole);
    const nothingAllowed = { ...identity, permissions: [] };
    expect(identityFromContext(allowConnect(ARN, nothingAllowed).context)).toEqual(nothingAllowed);
  });

  it.each([
    ["missing", undefined],
    ["empty", {}],
    ["without a user", { sub: "s", exp: "1" }],
    ["without an expiry", { userId: "u", sub: "s" }],
    ["with an expiry that is no number", { userId: "u", sub: "s", exp: "soon" }],
  ])("lets nobody in when it is %s", (_, context) => {
    expect(() => identityFromContext(context)).toThrow("authorizer");
  });
});
