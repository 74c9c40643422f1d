import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CLAIM_NAMES } from "../../../src/core/tokens/identity.ts";
import { createVerifier, type Verify } from "../../../src/core/tokens/verifier.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";
import { base64Url } from "../../support/tokens.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

interface Settings {
  readonly JwtIssuer: string;
  readonly JwtAudience?: string;
  readonly JwtClientIds?: string;
  readonly TenantClaim?: string;
  readonly PermissionsClaim?: string;
}

interface Provider {
  /** Parameters as docs/identity-providers.md has them. */
  readonly settings: Settings;
  /** Claims of a token of the kind that is to be sent; names and ids are made up. */
  readonly header: object;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly identity: Readonly<Record<string, unknown>>;
  /** Claims of a token that must not open anything here. */
  readonly others: readonly Readonly<Record<string, unknown>>[];
}

const times = { iat: NOW_SECONDS - 60, exp: NOW_SECONDS + 600 };

const PROVIDERS: Readonly<Record<string, Provider>> = {
  "Amazon Cognito": {
    settings: {
      JwtIssuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example1",
      JwtClientIds: "1example23456789",
      TenantClaim: "custom:tenant",
    },
    header: { kid: "a" },
    claims: {
      iss: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example1",
      client_id: "1example23456789",
      token_use: "access",
      scope: "aws.cognito.signin.user.admin",
      "cognito:groups": ["drivers"],
      "custom:tenant": "acme",
      sub: "6b1f2c3d-0000-4000-8000-000000000001",
      username: "ada",
      jti: "j",
    },
    identity: { userId: "6b1f2c3d-0000-4000-8000-000000000001", tenant: "acme", jti: "j" },
    others: [
      { client_id: "another-app" },
      // The ID token of the same sign-in is for the page, not for an API.
      { client_id: undefined, token_use: "id", aud: "1example23456789" },
    ],
  },
  Auth0: {
    settings: {
      JwtIssuer: "https://example.eu.auth0.com/",
      JwtAudience: "https://realtime.example.com",
      TenantClaim: "org_id",
      PermissionsClaim: "https://example.com/entities",
    },
    header: { typ: "at+jwt", kid: "a" },
    claims: {
      iss: "https://example.eu.auth0.com/",
      aud: ["https://realtime.example.com", "https://example.eu.auth0.com/userinfo"],
      azp: "spa",
      sub: "auth0|5f7c8ec7c33c6c004bbafe82",
      scope: "openid profile",
      org_id: "org_9ybsU1dN2dKfDkBi",
      // Auth0's own are of the API, and no patterns of entities.
      permissions: ["read:orders", "delete everything"],
      "https://example.com/entities": ["order-*"],
    },
    identity: {
      userId: "auth0|5f7c8ec7c33c6c004bbafe82",
      tenant: "org_9ybsU1dN2dKfDkBi",
      permissions: ["order-*"],
    },
    others: [{ aud: "https://another-api.example.com" }, { iss: "https://example.eu.auth0.com" }],
  },
  Okta: {
    settings: { JwtIssuer: "https://example.okta.com/oauth2/default", JwtAudience: "api://default" },
    header: { kid: "a" },
    claims: {
      ver: 1,
      jti: "AT.1",
      iss: "https://example.okta.com/oauth2/default",
      aud: "api://default",
      cid: "0oa1example",
      uid: "00u1example",
      scp: ["openid"],
      sub: "ada@example.com",
    },
    identity: { userId: "ada@example.com", jti: "AT.1" },
    others: [{ iss: "https://example.okta.com" }],
  },
  "Microsoft Entra ID": {
    settings: {
      JwtIssuer: "https://login.microsoftonline.com/00000000-0000-0000-0000-0000000000aa/v2.0",
      JwtAudience: "00000000-0000-0000-0000-0000000000bb",
      JwtClientIds: "00000000-0000-0000-0000-0000000000cc",
      TenantClaim: "tid",
    },
    header: { typ: "JWT", kid: "a" },
    claims: {
      ver: "2.0",
      iss: "https://login.microsoftonline.com/00000000-0000-0000-0000-0000000000aa/v2.0",
      aud: "00000000-0000-0000-0000-0000000000bb",
      azp: "00000000-0000-0000-0000-0000000000cc",
      sub: "AAAAAexample",
      oid: "00000000-0000-0000-0000-0000000000dd",
      tid: "00000000-0000-0000-0000-0000000000aa",
      nbf: NOW_SECONDS - 60,
    },
    identity: { userId: "AAAAAexample", tenant: "00000000-0000-0000-0000-0000000000aa" },
    others: [{ aud: "00000003-0000-0000-c000-000000000000" }, { azp: "00000000-0000-0000-0000-0000000000ee" }],
  },
  Keycloak: {
    settings: { JwtIssuer: "https://id.example.com/realms/shop", JwtClientIds: "web" },
    header: { typ: "JWT", kid: "a" },
    claims: {
      iss: "https://id.example.com/realms/shop",
      aud: "account",
      azp: "web",
      typ: "Bearer",
      sub: "0c6b2a3d-0000-4000-8000-000000000002",
      realm_access: { roles: ["user"] },
      given_name: "Ada",
      family_name: "Lovelace",
    },
    identity: { userId: "0c6b2a3d-0000-4000-8000-000000000002", firstName: "Ada", lastName: "Lovelace" },
    others: [{ azp: "admin-cli" }, { azp: "web", client_id: "batch" }],
  },
  Firebase: {
    settings: {
      JwtIssuer: "https://securetoken.google.com/example-project",
      JwtAudience: "example-project",
      TenantClaim: "firebase.tenant",
    },
    header: { typ: "JWT", kid: "a" },
    claims: {
      iss: "https://securetoken.google.com/example-project",
      aud: "example-project",
      auth_time: NOW_SECONDS - 60,
      user_id: "abc",
      sub: "abc",
      firebase: { identities: {}, sign_in_provider: "password", tenant: "acme-1x2y3" },
    },
    identity: { userId: "abc", tenant: "acme-1x2y3" },
    others: [{ aud: "another-project" }],
  },
  Clerk: {
    settings: {
      JwtIssuer: "https://clerk.example.com",
      JwtClientIds: "https://app.example.com",
      TenantClaim: "o.id",
    },
    header: { cat: "cl_B7d4PD111AAA", typ: "JWT", kid: "a" },
    claims: {
      iss: "https://clerk.example.com",
      azp: "https://app.example.com",
      sub: "user_2example",
      sid: "sess_2example",
      v: 2,
      o: { id: "org_2example", slg: "acme", rol: "admin" },
    },
    identity: { userId: "user_2example", tenant: "org_2example" },
    others: [{ azp: "https://evil.example" }],
  },
};

function verifierFor({ JwtIssuer, JwtAudience, JwtClientIds = "", TenantClaim, PermissionsClaim }: Settings): Verify {
  return createVerifier({
    keys: {
      algorithms: ["RS256"],
      find: async () => [await importKey()],
      refresh: async () => false,
    },
    rules: {
      issuer: JwtIssuer,
      audience: JwtAudience,
      clientIds: JwtClientIds.split(",").filter(Boolean),
      type: undefined,
      maxLifetimeSeconds: 86_400,
    },
    claims: {
      tenant: TenantClaim ?? CLAIM_NAMES.tenant,
      permissions: PermissionsClaim ?? CLAIM_NAMES.permissions,
    },
    now: () => NOW_MS,
  });
}

const importKey = () =>
  crypto.subtle.importKey(
    "jwk",
    publicKey.export({ format: "jwk" }) as JsonWebKey,
    { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
    false,
    ["verify"],
  );

function tokenOf({ header, claims }: Provider, more: object = {}): string {
  const payload = Object.fromEntries(Object.entries({ ...times, ...claims, ...more }));
  const signed = `${base64Url({ alg: "RS256", ...header })}.${base64Url(payload)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
}

const document = readFileSync(new URL("../../../../docs/identity-providers.md", import.meta.url), "utf8");

describe.each(Object.entries(PROVIDERS))("a token of %s", (name, provider) => {
  it("opens the door as whom it names", async () => {
    const { sub } = provider.claims;
    expect(await verifierFor(provider.settings)(tokenOf(provider))).toEqual({ sub, ...times, ...provider.identity });
  });

  it.each(provider.others)("of another kind or for another API opens nothing: %j", async (more) => {
    await expect(verifierFor(provider.settings)(tokenOf(provider, more))).rejects.toMatchObject({
      reason: "claim_invalid",
    });
  });

  it("has its settings in the documentation", () => {
    const row = document.split("\n").find((line) => line.startsWith(`| ${name} |`)) ?? "";
    for (const setting of Object.keys(provider.settings)) expect(row).toContain(`\`${setting}`);
    expect(row.includes("JwtAudience")).toBe(provider.settings.JwtAudience !== undefined);
  });
});

describe("the claims with names of a provider's own", () => {
  const claims = {
    ...times,
    sub: "s",
    tenant: "plain",
    data: { tenant: "nested" },
    permissions: ["all-*"],
    "a.b": "dotted",
  };
  const identify = (names: { tenant: string; permissions: string }, more: object = {}) => {
    const settings = { JwtIssuer: "i", TenantClaim: names.tenant, PermissionsClaim: names.permissions };
    return verifierFor(settings)(
      tokenOf({ settings, header: {}, claims: { iss: "i", ...claims, ...more }, identity: {}, others: [] }),
    );
  };

  it.each([
    ["tenant", {}, "plain"],
    ["tenant", { tenant: undefined }, "nested"],
    ["data.tenant", {}, "nested"],
    ["a.b", {}, "dotted"],
    ["a.b", { "a.b": undefined, a: { b: "deep" } }, "deep"],
    ["", {}, undefined],
    ["org_id", {}, undefined],
    // Nothing that every object has is a claim.
    ["constructor.name", {}, undefined],
  ])("name the tenant by %j in %j: %s", async (tenant, more, expected) => {
    expect((await identify({ tenant, permissions: "permissions" }, more)).tenant).toBe(expected);
  });

  it("name no permissions where no claim is to be read", async () => {
    expect(await identify({ tenant: "tenant", permissions: "" })).not.toHaveProperty("permissions");
  });

  it("refuse a tenant that is no text", async () => {
    await expect(identify({ tenant: "org", permissions: "" }, { org: { id: "x" } })).rejects.toMatchObject({
      reason: "claim_invalid",
    });
  });
});
