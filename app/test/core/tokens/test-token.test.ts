import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { CLAIM_NAMES } from "../../../src/core/tokens/identity.ts";
import { createTestToken } from "../../../src/core/tokens/test-token.ts";
import { createVerifier } from "../../../src/core/tokens/verifier.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";
import { KEY } from "../../support/tokens.ts";

const options = {
  key: KEY,
  issuer: undefined,
  audience: undefined,
  clientId: undefined,
  claims: CLAIM_NAMES,
  type: undefined,
  nowMs: NOW_MS,
};

function connectWith(token: string, { issuer, audience }: { issuer?: string; audience?: string } = {}) {
  const keys = { algorithms: ["HS256"], find: async () => [KEY], refresh: async () => false };
  const rules = { issuer, audience, clientIds: [], type: undefined, maxLifetimeSeconds: 86_400 };
  return createVerifier({ keys, rules, now: () => NOW_MS })(token);
}

describe("CreateTestJwt", () => {
  it.each([
    ["an empty object", {}],
    ["nothing", undefined],
    ["null", null],
  ])("gives a token for the user of the walk-through when it gets %s", async (_, request) => {
    expect(await connectWith(await createTestToken(request, options))).toEqual({
      userId: "myuserid",
      sub: "examplesub",
      firstName: "Test",
      lastName: "User",
      iat: NOW_SECONDS,
      exp: NOW_SECONDS + 3600,
    });
  });

  it("gives a token for any user and time", async () => {
    const token = await createTestToken(
      { userId: "u", sub: "s", firstName: "A", lastName: "B", expiresInSeconds: 60 },
      options,
    );
    expect(decodeJwt(token)).toEqual({
      userId: "u",
      sub: "s",
      firstName: "A",
      lastName: "B",
      iat: NOW_SECONDS,
      exp: NOW_SECONDS + 60,
    });
  });

  it("gives a token with a tenant, permissions and an id, of the type that is asked for", async () => {
    const more = { tenant: "acme", permissions: ["order-*"], jti: "first" };
    const token = await createTestToken(more, { ...options, type: "at+jwt" });
    expect(decodeJwt(token)).toMatchObject(more);
    expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", typ: "at+jwt" });
  });

  it("names the client, the tenant and the permissions as the authorizer reads them", async () => {
    const settings = { ...options, clientId: "web", claims: { tenant: "org_id", permissions: "" } };
    const token = await createTestToken({ tenant: "acme", permissions: ["order-*"] }, settings);
    const { org_id, client_id, ...others } = decodeJwt(token);
    expect({ org_id, client_id }).toEqual({ org_id: "acme", client_id: "web" });
    expect(others).not.toHaveProperty("permissions");
  });

  it("gives an expired token when asked for one", async () => {
    const token = await createTestToken({ expiresInSeconds: -1 }, options);
    await expect(connectWith(token)).rejects.toMatchObject({ reason: "token_expired" });
  });

  it("names the issuer and the audience that the authorizer asks for", async () => {
    const rules = { issuer: "https://id.example.com", audience: "realtime" };
    expect(await connectWith(await createTestToken({}, { ...options, ...rules }), rules)).toMatchObject({
      sub: "examplesub",
    });
  });

  it.each([
    ["an unknown field", { user: "x" }],
    ["a user that is no text", { userId: 7 }],
    ["an empty user", { userId: "" }],
    ["more than a day", { expiresInSeconds: 86_401 }],
    ["a time that is no whole number", { expiresInSeconds: 1.5 }],
    ["text", "myuserid"],
  ])("refuses %s", async (_, request) => {
    await expect(createTestToken(request, options)).rejects.toThrow();
  });
});
