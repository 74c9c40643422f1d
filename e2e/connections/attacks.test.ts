import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { base64Url, forge } from "../../app/test/support/tokens.ts";
import { type Handshake, handshake } from "../support/sockets.ts";
import { type System, startSystem } from "../support/system.ts";
import { readSigningSecret } from "../support/tokens.ts";

const ISSUER = "https://id.example.com";
const AUDIENCE = "realtime";
const seconds = () => Math.floor(Date.now() / 1000);

let system: System;
let secret: Uint8Array;

beforeAll(async () => {
  const rules = { JwtIssuer: ISSUER, JwtAudience: AUDIENCE, MaxConnectionsPerUser: "100" };
  const parameters = Object.entries(rules).flatMap(([name, value]) => ["--parameter", `${name}=${value}`]);
  system = await startSystem(undefined, parameters);
  secret = await readSigningSecret(system);
});
afterAll(() => system[Symbol.asyncDispose]());

const HEADER = { alg: "HS256", typ: "JWT" };
const claims = (more: object = {}) => ({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: "attacker",
  iat: seconds(),
  exp: seconds() + 600,
  ...more,
});
/** Signed with the real key: what is wrong is in the header or the claims. */
const withHeader = (header: object) => forge({ ...HEADER, ...header }, claims(), secret);
const withClaims = (more: object) => forge(HEADER, claims(more), secret);
const withText = (text: string) => forge(HEADER, text, secret);
/** Signed with a key of the attacker's own. */
const forged = (header: object, key = Buffer.alloc(64, "x")) => forge({ ...HEADER, ...header }, claims(), key);
const parts = () => withClaims({}).split(".");

const rsaPem = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .publicKey.export({ type: "spki", format: "pem" })
  .toString();

const ATTACKS: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  "on the algorithm": {
    none: () => `${base64Url({ alg: "none" })}.${base64Url(claims())}.`,
    "none, with something for a signature": () => `${base64Url({ alg: "none" })}.${base64Url(claims())}.AA`,
    nOnE: () => forge({ alg: "nOnE" }, claims(), secret),
    "an empty one": () => withHeader({ alg: "" }),
    "no algorithm": () => forge({ typ: "JWT" }, claims(), secret),
    "a number": () => withHeader({ alg: 256 }),
    "a list": () => withHeader({ alg: ["HS256"] }),
    "another hash with our key": () => forge({ alg: "HS512" }, claims(), secret, "sha512"),
    "RS256 where only HS256 is allowed": () => withHeader({ alg: "RS256" }),
    "a public key as the secret": () => forged({}, Buffer.from(rsaPem)),
    "a public key as the secret, after a line break": () => forged({}, Buffer.from(`\n${rsaPem}`)),
    "the word secret as the secret": () => forged({}, Buffer.from("secret")),
    "no secret": () => forged({}, Buffer.alloc(0)),
  },
  "on the signature": {
    missing: () => parts().slice(0, 2).join("."),
    empty: () => `${parts().slice(0, 2).join(".")}.`,
    "cut short": () => parts().join(".").slice(0, -4),
    "one bit off": () =>
      parts()
        .join(".")
        .replace(/.$/, (last) => (last === "A" ? "Q" : "A")),
    "of other claims": () => [parts()[0], base64Url(claims({ sub: "admin" })), parts()[2]].join("."),
    "of another header": () => [base64Url({ ...HEADER, x: 1 }), ...parts().slice(1)].join("."),
    "with a part too many": () => `${parts().join(".")}.AA`,
    zeros: () => [...parts().slice(0, 2), Buffer.alloc(32).toString("base64url")].join("."),
  },
  "through the header": {
    "a key in it": () => forged({ jwk: { kty: "oct", k: Buffer.alloc(64, "x").toString("base64url") } }),
    "the address of a key": () => forged({ jku: `${"https://"}evil.example/keys` }),
    "a certificate": () => forged({ x5c: ["MIIB"], x5u: "https://evil.example/cert" }),
    "a kid that is a path": () => forged({ kid: "../../../dev/null" }, Buffer.alloc(0)),
    "a kid that is SQL": () => forged({ kid: "' UNION SELECT 'x" }),
    "a kid that is a prototype": () => forged({ kid: "__proto__" }),
    "an unknown critical extension": () => withHeader({ crit: ["exp"], exp: 1 }),
    "an empty list of critical extensions": () => withHeader({ crit: [] }),
    "a payload that is not encoded": () => withHeader({ crit: ["b64"], b64: false }),
    "the type of another token": () => withHeader({ typ: "refresh+jwt" }),
    "a type that is no text": () => withHeader({ typ: 7 }),
    "a name twice": () => forge('{"alg":"HS256","alg":"none"}', claims(), secret),
    "a list": () => forge("[]", claims(), secret),
    "no JSON": () => forge("{alg:HS256}", claims(), secret),
  },
  "on the times": {
    "exp missing": () => withClaims({ exp: undefined }),
    "exp as text": () => withClaims({ exp: String(seconds() + 600) }),
    "exp null": () => withClaims({ exp: null }),
    "exp 0": () => withClaims({ exp: 0 }),
    "exp negative": () => withClaims({ exp: -1 }),
    "exp past": () => withClaims({ iat: seconds() - 60, exp: seconds() - 1 }),
    "exp in milliseconds": () => withClaims({ exp: Date.now() + 600_000 }),
    "exp infinite": () => withText(JSON.stringify(claims({ exp: 1 })).replace('"exp":1', '"exp":1e999')),
    "a life of two days": () => withClaims({ exp: seconds() + 2 * 86_400 }),
    "nbf in the future": () => withClaims({ nbf: seconds() + 600 }),
    "nbf as text": () => withClaims({ nbf: "0" }),
    "iat in the future": () => withClaims({ iat: seconds() + 600, exp: seconds() + 1200 }),
    "iat as text": () => withClaims({ iat: "now" }),
  },
  "on the claims": {
    "no issuer": () => withClaims({ iss: undefined }),
    "another issuer": () => withClaims({ iss: "https://evil.example" }),
    "an issuer that begins alike": () => withClaims({ iss: `${ISSUER}.evil.io` }),
    "an issuer with a slash": () => withClaims({ iss: `${ISSUER}/` }),
    "a list of issuers": () => withClaims({ iss: [ISSUER] }),
    "no audience": () => withClaims({ aud: undefined }),
    "another audience": () => withClaims({ aud: "billing" }),
    "a part of the audience": () => withClaims({ aud: "real" }),
    "no audience of a list": () => withClaims({ aud: [] }),
    "no sub": () => withClaims({ sub: undefined }),
    "an empty sub": () => withClaims({ sub: "" }),
    "a sub that is a number": () => withClaims({ sub: 7 }),
    "a sub that is an object": () => withClaims({ sub: { id: 7 } }),
    "a sub of 257 letters": () => withClaims({ sub: "s".repeat(257) }),
    "a sub with a line break": () => withClaims({ sub: "a\nb" }),
    "a sub from the prototype": () =>
      withText(JSON.stringify(claims({ sub: undefined, x: 1 })).replace('"x":1', '"__proto__":{"sub":"admin"}')),
    "a sub twice": () => withText(JSON.stringify(claims()).replace("{", '{"sub":"admin",')),
    "permissions that are an object": () => withClaims({ permissions: { "*": true } }),
    "a list in their place": () => withText("[]"),
    "null in their place": () => withText("null"),
    "a thousand levels": () => withText(`${'{"a":'.repeat(1000)}1${"}".repeat(1000)}`),
    "a byte order mark": () => withText(`\ufeff${JSON.stringify(claims())}`),
    "more than fits": () => withClaims({ padding: "x".repeat(8_200) }),
  },
};

const rows = Object.entries(ATTACKS).flatMap(([where, attacks]) =>
  Object.entries(attacks).map(([what, make]) => [`${where}: ${what}`, make] as const),
);

const inHeader = (token: string) => handshake(system.url, { "Sec-WebSocket-Protocol": `websocket, ${token}` });

/** The parts of an answer by which an attacker can tell refusals apart. */
const outside = ({ status, body, headers }: Handshake) => ({ status, body, headers: Object.keys(headers).sort() });

describe("an attack with a token", () => {
  it("fails where the token without it gets in", async () => {
    expect((await inHeader(withClaims({}))).status).toBe(101);
  });

  it.each(rows)("%s", async (_, make) => {
    const nothing = outside(await handshake(system.url));
    expect(nothing.status).toBe(401);
    expect(outside(await inHeader(make()))).toEqual(nothing);
  });

  it("has its true cause in the log, each of them, and no part of any token", async () => {
    const refused = () =>
      system
        .log()
        .split("\n")
        .filter((line) => line.includes(" Connection refused "));
    // A line is printed when the answer is on its way.
    await expect.poll(() => refused().length).toBe(2 * rows.length);
    const causes = new Set(refused().map((line) => / cause=(\w+)/.exec(line)?.[1]));
    for (const cause of ["algorithm_not_allowed", "signature_invalid", "type_not_allowed", "token_malformed"])
      expect(causes).toContain(cause);
    expect(causes).not.toContain(undefined);
    const tokenPart = base64Url({ iss: ISSUER }).slice(0, 20);
    expect(refused().join("\n")).not.toContain(tokenPart);
  });
});
