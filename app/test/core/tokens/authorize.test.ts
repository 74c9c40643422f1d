import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../../src/core/tokens/refusal.ts";
import { createVerifier } from "../../../src/core/tokens/verifier.ts";
import type { TokenKeys, TokenRules } from "../../../src/core/tokens/verify-token.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";
import { base64Url, CLAIMS, forge, KEY, tokenWith } from "../../support/tokens.ts";

const PREVIOUS_KEY = new TextEncoder().encode("the key before the last rotation, also 32 bytes");
const UNKNOWN_KEY = new TextEncoder().encode("a key that nobody here has ever heard of before");

const DAY_SECONDS = 24 * 60 * 60;

const fixedKeys = (...keys: Uint8Array[]): TokenKeys => ({
  algorithms: ["HS256"],
  find: async () => keys,
  refresh: async () => false,
});

type Options = Partial<TokenRules> & { readonly keys?: Partial<TokenKeys> };

function identify(token: string, { keys, ...rules }: Options = {}) {
  const none = {
    issuer: undefined,
    audience: undefined,
    clientIds: [],
    type: undefined,
    maxLifetimeSeconds: DAY_SECONDS,
  };
  const verify = createVerifier({
    keys: { ...fixedKeys(KEY, PREVIOUS_KEY), ...keys },
    rules: { ...none, ...rules },
    now: () => NOW_MS,
  });
  return verify(token);
}

async function reasonFor(...args: Parameters<typeof identify>): Promise<string | undefined> {
  const error: unknown = await identify(...args).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return undefined;
  if (!(error instanceof Refusal)) throw error;
  return error.reason;
}

describe("who may connect", () => {
  it("is whom the standard claims name", async () => {
    const token = tokenWith({ sub: "s", userId: undefined, given_name: "Ada", family_name: "Lovelace" });
    expect(await identify(token)).toEqual({
      sub: "s",
      userId: "s",
      firstName: "Ada",
      lastName: "Lovelace",
      iat: CLAIMS.iat,
      exp: CLAIMS.exp,
    });
  });

  it("is whom a nested data object names, as in the walk-through", async () => {
    const data = { userId: "myuserid", firstName: "Test", lastName: "User", sub: "examplesub" };
    const token = forge({ alg: "HS256", typ: "JWT" }, { exp: CLAIMS.exp, data });
    expect(await identify(token)).toEqual({ ...data, exp: CLAIMS.exp });
  });

  it("is whom the flat claims name, when both are there", async () => {
    const token = tokenWith({ sub: "flat", userId: "flat", data: { userId: "nested", sub: "nested" } });
    expect(await identify(token)).toMatchObject({ sub: "flat", userId: "flat" });
  });

  it("has the tenant, the id and the permissions of the token", async () => {
    const claims = { tenant: "acme", jti: "t-1", permissions: ["order-*", "inbox-{userId}"] };
    expect(await identify(tokenWith(claims))).toMatchObject(claims);
    expect(await identify(tokenWith({ permissions: " a  b " }))).toMatchObject({ permissions: ["a", "b"] });
    expect(await identify(tokenWith({ permissions: [] }))).toMatchObject({ permissions: [] });
  });

  it.each([
    ["a tenant that is no text", { tenant: 1 }],
    ["an empty tenant", { tenant: "" }],
    ["a jti that is no text", { jti: {} }],
    ["permissions that are no list", { permissions: { order: true } }],
    ["a permission that is no text", { permissions: [1] }],
    ["a permission with a blank in it", { permissions: ["a b"] }],
    ["101 permissions", { permissions: Array(101).fill("a") }],
  ])("is nobody with %s", async (_, claims) => {
    expect(await reasonFor(tokenWith(claims))).toBe("claim_invalid");
  });

  it("can have signed with the previous key while a rotation spreads", async () => {
    expect(await identify(forge({ alg: "HS256" }, CLAIMS, PREVIOUS_KEY))).toMatchObject({ userId: "myuserid" });
  });

  it("may have a token of the configured issuer and audience", async () => {
    const rules = { issuer: "https://id.example.com", audience: "realtime" };
    const token = tokenWith({ iss: rules.issuer, aud: ["web", "realtime"] });
    expect(await identify(token, rules)).toMatchObject({ userId: "myuserid" });
  });

  it("may have a clock that is some seconds ahead", async () => {
    const token = tokenWith({ iat: NOW_SECONDS + 4, nbf: NOW_SECONDS + 4 });
    expect(await identify(token)).toMatchObject({ userId: "myuserid" });
  });

  it("gets whole seconds of a fractional exp", async () => {
    expect(await identify(tokenWith({ exp: NOW_SECONDS + 60.5 }))).toMatchObject({ exp: NOW_SECONDS + 60 });
  });
});

const none = (alg: unknown) => `${base64Url({ alg, typ: "JWT" })}.${base64Url(CLAIMS)}.`;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const rsaPem = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();
const good = tokenWith({});
const [head = "", body = "", signature = ""] = good.split(".");

function rs256(): string {
  const signed = `${base64Url({ alg: "RS256" })}.${base64Url(CLAIMS)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), rsa.privateKey).toString("base64url")}`;
}

/** A signature with its last bits changed, so that it is still base64url of the same length. */
const flipped = `${signature.slice(0, 10)}${signature[10] === "A" ? "B" : "A"}${signature.slice(11)}`;

describe("an attack on the algorithm", () => {
  it.each([
    ["none", none("none")],
    ["None", none("None")],
    ["nOnE", none("nOnE")],
    ["NONE", none("NONE")],
    ["none, with a signature", `${none("none")}${signature}`],
    ["none, with the signature of another header", `${base64Url({ alg: "none" })}.${body}.${signature}`],
    ["an empty one", forge({ alg: "" }, CLAIMS)],
    ["none at all", forge({ typ: "JWT" }, CLAIMS)],
    ["a number", forge({ alg: 256 }, CLAIMS)],
    ["a list", forge({ alg: ["HS256"] }, CLAIMS)],
    ["hs256 in small letters", forge({ alg: "hs256" }, CLAIMS)],
    ["HS384 with our key", forge({ alg: "HS384" }, CLAIMS, KEY, "sha384")],
    ["HS512 with our key", forge({ alg: "HS512" }, CLAIMS, KEY, "sha512")],
    ["RS256", rs256()],
    [
      "ES256 with an all-zero signature",
      `${base64Url({ alg: "ES256" })}.${body}.${Buffer.alloc(64).toString("base64url")}`,
    ],
    ["HS256 with an RSA public key", forge({ alg: "HS256" }, CLAIMS, Buffer.from(rsaPem))],
    ["HS256 with an RSA public key after a line break", forge({ alg: "HS256" }, CLAIMS, Buffer.from(`\n${rsaPem}`))],
    ["HS256 with an empty key", forge({ alg: "HS256" }, CLAIMS, new Uint8Array())],
    ["HS256 with the word secret", forge({ alg: "HS256" }, CLAIMS, Buffer.from("secret"))],
    ["HS256 in an unprotected header", JSON.stringify({ payload: body, header: { alg: "HS256" }, signature })],
  ])("is refused: %s", async (_, token) => {
    expect(await reasonFor(token)).toMatch(/^(algorithm_not_allowed|signature_invalid|token_malformed)$/);
  });
});

describe("an attack on the signature", () => {
  it.each([
    ["that is of another secret", forge({ alg: "HS256" }, CLAIMS, UNKNOWN_KEY)],
    ["that is empty", `${head}.${body}.`],
    ["that is missing", `${head}.${body}`],
    ["that has a segment too many", `${good}.${signature}`],
    ["that is cut short", `${head}.${body}.${signature.slice(0, -5)}`],
    ["that has one letter changed", `${head}.${body}.${flipped}`],
    ["that is of other claims", `${head}.${base64Url({ ...CLAIMS, sub: "admin" })}.${signature}`],
    ["that is of another header", `${base64Url({ alg: "HS256", typ: "at+jwt" })}.${body}.${signature}`],
  ])("is refused: one %s", async (_, token) => {
    expect(await reasonFor(token)).toMatch(/^(signature_invalid|token_malformed)$/);
  });
});

describe("an attack through the header", () => {
  const jwk = { kty: "oct", k: Buffer.from(UNKNOWN_KEY).toString("base64url") };
  it.each([
    ["a key of its own", { jwk }],
    ["the address of a key", { jku: "https://evil.example/keys.json" }],
    ["a certificate", { x5c: ["MIIB"], x5u: "https://evil.example/cert" }],
    ["a key id that is a path", { kid: "../../dev/null" }],
    ["a key id that is SQL", { kid: "' UNION SELECT 'secret" }],
    ["a key id of 4 KB", { kid: "x".repeat(4096) }],
    ["a key id that is a prototype", { kid: "__proto__" }],
  ])("is of no use: %s does not make a forged token good", async (_, header) => {
    expect(await reasonFor(forge({ alg: "HS256", ...header }, CLAIMS, UNKNOWN_KEY))).toBe("signature_invalid");
  });

  it.each([
    ["an extension that we do not know", { crit: ["exp"], exp: 1 }],
    ["an extension list that is empty", { crit: [] }],
    ["a payload that is not encoded", { crit: ["b64"], b64: false }],
  ])("is refused even with our signature: %s", async (_, header) => {
    expect(await reasonFor(tokenWith({}, header))).toBeDefined();
  });

  it.each([
    ["a list", []],
    ["null", null],
    ["text", '"HS256"'],
    ["not JSON", "{alg:HS256}"],
  ])("is refused: a header that is %s", async (_, header) => {
    expect(await reasonFor(forge(header, CLAIMS))).toBeDefined();
  });
});

describe("an attack on the claims", () => {
  it.each([
    ["exp missing", { exp: undefined }, "claim_invalid"],
    ["exp as text, in the future", { exp: "9999999999" }, "claim_invalid"],
    ["exp as text, in the past", { exp: "1" }, "claim_invalid"],
    ["exp null", { exp: null }, "claim_invalid"],
    ["exp in the past", { exp: NOW_SECONDS - 3600 }, "token_expired"],
    ["exp a second ago", { exp: NOW_SECONDS - 1 }, "token_expired"],
    ["exp now", { exp: NOW_SECONDS }, "token_expired"],
    ["exp 0", { exp: 0 }, "token_expired"],
    ["exp negative", { exp: -1 }, "token_expired"],
    ["exp in milliseconds", { exp: NOW_MS + 3_600_000 }, "claim_invalid"],
    ["exp in ten years", { exp: NOW_SECONDS + 10 * 366 * 86_400 }, "claim_invalid"],
    ["nbf in the future", { nbf: NOW_SECONDS + 60 }, "token_not_yet_valid"],
    ["nbf as text", { nbf: "0" }, "claim_invalid"],
    ["iat in the future", { iat: NOW_SECONDS + 60 }, "token_not_yet_valid"],
    ["iat as text", { iat: "now" }, "claim_invalid"],
    ["sub missing", { sub: undefined }, "claim_invalid"],
    ["sub empty", { sub: "" }, "claim_invalid"],
    ["sub a number", { sub: 7 }, "claim_invalid"],
    ["sub an object", { sub: { id: 7 } }, "claim_invalid"],
    ["sub of 257 characters", { sub: "x".repeat(257) }, "claim_invalid"],
    ["sub with a line break", { sub: "a\nb" }, "claim_invalid"],
    ["userId an object", { userId: { $ne: null } }, "claim_invalid"],
    ["userId null", { userId: null }, "claim_invalid"],
    ["a name that is a list", { given_name: ["Ada"] }, "claim_invalid"],
    ["data that is text", { sub: undefined, data: "examplesub" }, "claim_invalid"],
  ])("is refused: %s", async (_, claims, reason) => {
    expect(await reasonFor(tokenWith(claims))).toBe(reason);
  });

  it.each([
    ["infinity", '{"sub":"s","exp":1e999}'],
    ["a list", "[]"],
    ["null", "null"],
    ["text", '"admin"'],
    ["not JSON", "sub=admin"],
    ["nested a thousand levels deep", `${'{"a":'.repeat(1000)}1${"}".repeat(1000)}`],
  ])("is refused: claims that are %s", async (_, claims) => {
    expect(await reasonFor(forge({ alg: "HS256" }, claims))).toBeDefined();
  });

  it.each([
    ["the issuer is missing", {}],
    ["the issuer is another", { iss: "https://evil.example.com" }],
    ["the issuer only begins alike", { iss: "https://id.example.com.evil.io" }],
    ["the issuer has a slash more", { iss: "https://id.example.com/" }],
    ["the issuer is a list", { iss: ["https://id.example.com"] }],
  ])("is refused when %s", async (_, claims) => {
    expect(await reasonFor(tokenWith(claims), { issuer: "https://id.example.com" })).toBe("claim_invalid");
  });

  it.each([
    ["the audience is missing", {}],
    ["the audience is another API", { aud: "billing" }],
    ["the audience is a part of ours", { aud: "real" }],
    ["the audience is an empty list", { aud: [] }],
    ["the audience is a list without us", { aud: ["web", "billing"] }],
  ])("is refused when %s", async (_, claims) => {
    expect(await reasonFor(tokenWith(claims), { audience: "realtime" })).toBe("claim_invalid");
  });

  it.each([
    ["a name that is there twice", '{"sub":"s","sub":"admin","exp":EXP}'],
    ["a byte order mark", '\ufeff{"sub":"s","exp":EXP}'],
    ["a lone surrogate", '{"sub":"\\ud800","exp":EXP}'],
    ["exp below zero by a sign", '{"sub":"s","exp":-EXP}'],
    ["exp with a fraction of what is over", `{"sub":"s","exp":${NOW_SECONDS - 0.5}}`],
  ])("is refused: claims with %s", async (_, claims) => {
    expect(await reasonFor(forge({ alg: "HS256" }, claims.replace("EXP", String(CLAIMS.exp))))).toBeDefined();
  });

  it.each([
    ["to live for a day and a second", { iat: NOW_SECONDS, exp: NOW_SECONDS + DAY_SECONDS + 1 }],
    ["to live longer than a day from long ago", { iat: NOW_SECONDS - 2 * DAY_SECONDS, exp: NOW_SECONDS + 60 }],
    [
      "to live for a day and a second from now, and does not say since when",
      { iat: undefined, exp: NOW_SECONDS + DAY_SECONDS + 1 },
    ],
  ])("is refused when a token claims %s", async (_, claims) => {
    expect(await reasonFor(tokenWith(claims))).toBe("claim_invalid");
  });

  it("is none when a token lives for exactly a day", async () => {
    expect(await reasonFor(tokenWith({ iat: NOW_SECONDS, exp: NOW_SECONDS + DAY_SECONDS }))).toBeUndefined();
  });

  it("is not helped by a claim inherited from Object", async () => {
    const claims = '{"exp":9999999999,"__proto__":{"sub":"admin"}}'.replace("9999999999", String(CLAIMS.exp));
    expect(await reasonFor(forge({ alg: "HS256" }, claims))).toBe("claim_invalid");
  });
});

describe("the type of a token", () => {
  it.each([undefined, "JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"])("may be %s", async (typ) => {
    expect(await reasonFor(tokenWith({}, { typ }))).toBeUndefined();
  });

  it.each(["refresh+jwt", "id_token", "logout+jwt", "secevent+jwt", "dpop+jwt", "ticket", "", 7, null, ["JWT"]])(
    "is refused when it is for another purpose: %j",
    async (typ) => {
      expect(await reasonFor(tokenWith({}, { typ }))).toMatch(/^(type_not_allowed|token_malformed)$/);
    },
  );

  it("is the one that is configured, when one is", async () => {
    expect(await reasonFor(tokenWith({}, { typ: "AT+JWT" }), { type: "at+jwt" })).toBeUndefined();
    for (const typ of ["JWT", undefined, "at+jwt2"])
      expect(await reasonFor(tokenWith({}, { typ }), { type: "at+jwt" })).toBe("type_not_allowed");
  });
});

describe("keys that change", () => {
  it("are looked for once more when a signature is of none of them", async () => {
    let current: readonly Uint8Array[] = [PREVIOUS_KEY];
    const keys = {
      find: async () => current,
      async refresh() {
        current = [KEY, PREVIOUS_KEY];
        return true;
      },
    };
    expect(await identify(good, { keys })).toMatchObject({ userId: "myuserid" });
  });

  it("are not looked for over an expired or malformed token", async () => {
    const keys = { refresh: () => Promise.reject(new Error("asked without need")) };
    expect(await reasonFor(tokenWith({ exp: 1 }), { keys })).toBe("token_expired");
    expect(await reasonFor("a.b.c", { keys })).toBe("token_malformed");
  });

  it("let nobody in when there is none", async () => {
    expect(await reasonFor(good, { keys: fixedKeys() })).toBe("key_unknown");
  });

  it("let nobody in when they cannot be had, and that is not the client's fault", async () => {
    const keys = { find: () => Promise.reject(new Error("down")) };
    await expect(identify(good, { keys })).rejects.not.toBeInstanceOf(Refusal);
  });
});
