import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { createJwks } from "../../../src/aws/http/jwks.ts";
import type { PublicAlgorithm } from "../../../src/core/tokens/keys/key-set.ts";
import { Refusal } from "../../../src/core/tokens/refusal.ts";
import { createVerifier } from "../../../src/core/tokens/verifier.ts";
import { createLog, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";
import { base64Url, CLAIMS, forge } from "../../support/tokens.ts";

const URI = "https://id.example.com/.well-known/jwks.json";
const ISSUER = "https://id.example.com";
const ALL: readonly PublicAlgorithm[] = ["RS256", "ES256", "EdDSA"];

const PAIRS = {
  RS256: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  EdDSA: generateKeyPairSync("ed25519"),
};
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });

const jwkOf = (key: KeyObject, more: object = {}) => ({ ...key.export({ format: "jwk" }), use: "sig", ...more });
const SET = {
  keys: Object.entries(PAIRS).map(([alg, { publicKey }]) => jwkOf(publicKey, { kid: `kid-${alg}`, alg })),
};
const GOOD = { ...CLAIMS, iss: ISSUER, aud: "realtime" };

function tokenOf(alg: PublicAlgorithm, header: object = {}, claims: object = {}, key = PAIRS[alg].privateKey): string {
  const signed = `${base64Url({ alg, kid: `kid-${alg}`, ...header })}.${base64Url({ ...GOOD, ...claims })}`;
  const hash = alg === "EdDSA" ? null : "sha256";
  const signature = sign(hash, Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

interface World {
  readonly document?: unknown;
  readonly algorithms?: readonly PublicAlgorithm[];
}

function start({ document = SET, algorithms = ALL }: World = {}) {
  const state = { nowMs: NOW_MS, fetches: 0, document };
  const log = createLog();
  const fetch: typeof globalThis.fetch = async () => {
    state.fetches++;
    if (state.document instanceof Error) throw state.document;
    return new Response(JSON.stringify(state.document));
  };
  const keys = createJwks({ uri: URI, algorithms, now: () => state.nowMs, log, fetch });
  const rules = { issuer: ISSUER, audience: "realtime", clientIds: [], type: undefined, maxLifetimeSeconds: 86_400 };
  const verify = createVerifier({ keys, rules, now: () => NOW_MS });
  const reasonFor = (token: string) =>
    verify(token).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof Refusal) return error.reason;
        throw error;
      },
    );
  return { state, log, verify, reasonFor };
}

describe("the keys of an issuer", () => {
  it.each(ALL)("verify a token of %s", async (alg) => {
    const { verify, state } = start();
    expect(await verify(tokenOf(alg))).toMatchObject({ sub: "examplesub" });
    await verify(tokenOf(alg));
    expect(state.fetches).toBe(1);
  });

  it("verify a token that does not say with which of them, and one of a set that names no algorithms", async () => {
    const bare = { keys: SET.keys.map(({ alg: _, kid: __, use: ___, ...jwk }: Record<string, unknown>) => jwk) };
    for (const alg of ALL)
      expect(await start({ document: bare }).reasonFor(tokenOf(alg, { kid: undefined }))).toBe(undefined);
    expect(await start().reasonFor(tokenOf("RS256", { kid: undefined }))).toBe(undefined);
  });

  const rsaPem = PAIRS.RS256.publicKey.export({ type: "spki", format: "pem" }).toString();
  const rs = (header: object) => tokenOf("RS256", header);
  const [head = "", body = ""] = tokenOf("ES256").split(".");
  const der = sign("sha256", Buffer.from(`${head}.${body}`), PAIRS.ES256.privateKey).toString("base64url");

  it.each([
    ["HS256 with the RSA public key", forge({ alg: "HS256", kid: "kid-RS256" }, GOOD, Buffer.from(rsaPem))],
    ["HS256 with the RSA public key after a blank", forge({ alg: "HS256" }, GOOD, Buffer.from(` ${rsaPem}`))],
    [
      "HS256 with the modulus",
      forge({ alg: "HS256" }, GOOD, Buffer.from(String(SET.keys[0] && JSON.stringify(SET.keys[0])))),
    ],
    ["none", `${base64Url({ alg: "none" })}.${base64Url(GOOD)}.AA`],
    ["no algorithm", `${base64Url({ kid: "kid-RS256" })}.${base64Url(GOOD)}.AA`],
    ["an algorithm that is a list", `${base64Url({ alg: ["RS256"] })}.${base64Url(GOOD)}.AA`],
    ["an algorithm that is a number", `${base64Url({ alg: 256 })}.${base64Url(GOOD)}.AA`],
    ["ES256 with the kid of an RSA key", tokenOf("ES256", { kid: "kid-RS256" })],
    ["RS256 with the kid of an EC key", rs({ kid: "kid-ES256" })],
    ["another key", tokenOf("RS256", {}, {}, other.privateKey)],
    ["another key of its own in the header", tokenOf("RS256", { jwk: jwkOf(other.publicKey) }, {}, other.privateKey)],
    ["the address of another set", tokenOf("RS256", { jku: "https://evil.example/keys" }, {}, other.privateKey)],
    ["an EC signature of zeros", `${head}.${body}.${Buffer.alloc(64).toString("base64url")}`],
    ["an EC signature in DER", `${head}.${body}.${der}`],
    ["a kid that nobody has", rs({ kid: "nobody" })],
    ["a kid that is a path", rs({ kid: "../../etc/passwd" })],
    ["a kid that is SQL", rs({ kid: "' OR 1=1 --" })],
    ["a kid of 5 KB", rs({ kid: "k".repeat(5_000) })],
    ["a kid with NUL", rs({ kid: "kid-RS256\0" })],
    ["a kid that is a prototype", rs({ kid: "__proto__" })],
    ["a kid that is a constructor", rs({ kid: "constructor" })],
    ["a kid that is a number", rs({ kid: 0 })],
    ["a kid that is an object", rs({ kid: { toString: "kid-RS256" } })],
    ["a kid that is null", rs({ kid: null })],
    ["a kid in other letters", rs({ kid: "KID-RS256" })],
    ["another issuer", tokenOf("RS256", {}, { iss: "https://evil.example" })],
    ["another audience", tokenOf("RS256", {}, { aud: "billing" })],
  ])("refuse %s", async (_, token) => {
    expect(await start().reasonFor(token)).toMatch(
      /^(algorithm_not_allowed|signature_invalid|key_unknown|token_malformed|claim_invalid)$/,
    );
  });

  it("refuse an algorithm that is not allowed, though a key for it is in the set", async () => {
    const { reasonFor } = start({ algorithms: ["ES256"] });
    expect(await reasonFor(tokenOf("RS256"))).toBe("algorithm_not_allowed");
    expect(await reasonFor(tokenOf("ES256"))).toBe(undefined);
  });

  it("are asked for twice at most, while 10,000 tokens name keys that nobody has", async () => {
    const { state, reasonFor } = start();
    for (let index = 0; index < 10_000; index++)
      expect(await reasonFor(`${base64Url({ alg: "RS256", kid: `kid-${index}` })}.${base64Url(GOOD)}.AA`)).toBe(
        "key_unknown",
      );
    expect(state.fetches).toBeLessThanOrEqual(2);
  });

  it("are looked for anew when the issuer has a new one", async () => {
    const { state, reasonFor } = start();
    expect(await reasonFor(tokenOf("RS256"))).toBe(undefined);
    state.document = { keys: [jwkOf(other.publicKey, { kid: "new" })] };
    const fresh = tokenOf("RS256", { kid: "new" }, {}, other.privateKey);
    expect(await reasonFor(fresh)).toBe("key_unknown");
    state.nowMs += 60_000;
    expect(await reasonFor(fresh)).toBe(undefined);
    expect(await reasonFor(tokenOf("RS256"))).toBe("key_unknown");
  });

  it("are each issuer's own, whatever they are called", async () => {
    const ours = start();
    const theirs = start({ document: { keys: [jwkOf(other.publicKey, { kid: "kid-RS256", alg: "RS256" })] } });
    expect(await ours.reasonFor(tokenOf("RS256"))).toBe(undefined);
    expect(await theirs.reasonFor(tokenOf("RS256"))).toBe("signature_invalid");
  });

  it("count on during an outage until they are a day old, then nobody gets in and it is not the client's fault", async () => {
    const { state, reasonFor } = start();
    expect(await reasonFor(tokenOf("RS256"))).toBe(undefined);
    state.document = new Error("down");
    state.nowMs += 24 * 3_600_000 - 1;
    expect(await reasonFor(tokenOf("RS256"))).toBe(undefined);
    state.nowMs++;
    await expect(reasonFor(tokenOf("RS256"))).rejects.toThrow("down");
  });
});

describe("a key that is not used", () => {
  const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
  const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey;
  it.each([
    ["symmetric", { kty: "oct", k: base64Url("a secret that everybody can read"), alg: "HS256" }],
    ["private", jwkOf(other.privateKey)],
    ["too short", jwkOf(short)],
    ["of another curve", jwkOf(p384)],
    ["for encryption", jwkOf(other.publicKey, { use: "enc" })],
    ["for another algorithm", jwkOf(other.publicKey, { alg: "PS256" })],
    ["broken", { kty: "EC", crv: "P-256", x: "AA", y: "AA" }],
    ["no object", "a key"],
  ])("is one that is %s; the log says so, and the others count", async (_, jwk) => {
    const { log, reasonFor } = start({ document: { keys: [jwk, ...SET.keys] } });
    expect(await reasonFor(tokenOf("RS256"))).toBe(undefined);
    expect(log.lines).toMatchObject([{ level: "warn", message: "A key of the set is not used" }]);
    expect(JSON.stringify(log.lines)).not.toContain(base64Url("a secret that"));
  });
});

describe("a document that is no key set", () => {
  it.each([
    ["null", null],
    ["a list", []],
    ["without keys", {}],
    ["with keys that are no list", { keys: {} }],
    ["without one key", { keys: [] }],
    ["with no key of use", { keys: [{ kty: "oct", k: "AA" }] }],
    ["with a thousand keys", { keys: Array(1000).fill(SET.keys[0]) }],
  ])("lets nobody in: %s", async (_, document) => {
    await expect(start({ document }).reasonFor(tokenOf("RS256"))).rejects.toThrow(/JWK set/);
  });
});

describe("the address of the set", () => {
  it("must be https, by which nobody between can change it", () => {
    for (const uri of ["http://id.example.com/keys", "http://127.0.0.1/keys", "file:///etc/keys", "data:,{}"])
      expect(() => createJwks({ uri, algorithms: ALL, now: () => 0, log: createLog() })).toThrow("https://");
  });

  /** A server of this machine in the place of the issuer's. */
  async function withServer(
    answer: Parameters<typeof createServer>[1],
    use: (fetch: typeof globalThis.fetch) => Promise<void>,
  ) {
    const server = createServer(answer).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await use((_, init) => fetch(`http://127.0.0.1:${port}/keys`, init));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
  const find = (fetch: typeof globalThis.fetch) =>
    createJwks({ uri: URI, algorithms: ALL, now: () => NOW_SECONDS, log: createLog(), fetch }).find({ alg: "RS256" });

  it.each<[string, Parameters<typeof createServer>[1], RegExp]>([
    ["leads elsewhere", (_, response) => response.writeHead(302, { location: "/elsewhere" }).end(), /fetch failed/],
    ["answers with an error", (_, response) => response.writeHead(500).end("{}"), /answered 500/],
    ["answers with something else", (_, response) => response.end("<html>"), /JSON/],
    ["never comes to an end", (_, response) => void response.end(`{"keys":["${"x".repeat(300_000)}"]}`), /more than/],
  ])("lets nobody in when it %s", async (_, answer, message) => {
    await withServer(answer, (fetch) => expect(find(fetch)).rejects.toThrow(message));
  });

  it("gives keys over real HTTP", async () => {
    await withServer(
      (_, response) => void response.end(JSON.stringify(SET)),
      async (fetch) => expect(await find(fetch)).toHaveLength(1),
    );
  });
});
