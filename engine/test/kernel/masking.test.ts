import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  maskData,
  maskHeaders,
  maskQuery,
  maskText,
  maskValue,
  maskValues,
  speaksOfSecret,
} from "../../src/kernel/masking.ts";

const JWT = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl";

describe("speaksOfSecret", () => {
  it.each([
    "Authorization",
    "token",
    "access_token",
    "idToken",
    "ID_TOKENS",
    "authtoken",
    "CLIENT_SECRET",
    "clientsecret",
    "dbPassword",
    "DB_PASSWD",
    "x-api-key",
    "APIKey",
    "apikey",
    "privateKey",
    "AWS_SECRET_ACCESS_KEY",
    "aws_session_token",
    "X-Amz-Signature",
    "ticket",
    "Set-Cookie",
    "sessionId",
    "auth",
    "signingKeys",
  ])("takes %s for one", (name) => expect(speaksOfSecret(name)).toBe(true));

  it.each([
    "user",
    "key",
    "monkey",
    "action",
    "connectionId",
    "partitionKey",
    "AWS_ACCESS_KEY_ID",
    "SECRET_ARN",
    "TOKEN_TTL_SECONDS",
    "JWT_ISSUER",
    "JWT_ALGORITHMS",
    "tokenization",
    "author",
    "topic",
    "signal",
  ])("takes %s for none", (name) => expect(speaksOfSecret(name)).toBe(false));
});

describe("maskText", () => {
  it.each([
    [`hello ${JWT}!`, `hello [masked, ${JWT.length} characters]!`],
    [`cut ${JWT.slice(0, 30)}`, "cut [masked, 30 characters]"],
    ["Authorization: Bearer abc.def-123", "Authorization: Bearer [masked, 11 characters]"],
    ['{"action":"auth","token":"abc"}', '{"action":"auth","token":"[masked, 3 characters]"}'],
    ['{ "token" : "a\\"b\\\\" , "x": 1 }', '{ "token" : "[masked, 6 characters]" , "x": 1 }'],
    ['{"token":"abc', '{"token":"[masked, 3 characters]'],
    ['{"token":""}', '{"token":""}'],
    ['{"max_tokens":512}', '{"max_tokens":512}'],
    ['{"tokens":["a","]"],"x":[1]}', '{"tokens":"[masked, 9 characters]","x":[1]}'],
    ['{"credentials":{"user":"a","word":{"b":"}"}},"x":1}', '{"credentials":"[masked, 29 characters]","x":1}'],
    ['{"body":"{\\"token\\":\\"a\\\\\\"b\\"}"}', '{"body":"{\\"token\\":\\"[masked, 6 characters]\\"}"}'],
    ["wss://h/dev?access_token=abc&x=1", "wss://h/dev?access_token=[masked, 3 characters]&x=1"],
    ["/login?next=/a?token=b?c#d", "/login?next=/a?token=[masked, 3 characters]#d"],
    ["postgres://ana:pa:ss@host/db", "postgres://ana:[masked, 5 characters]@host/db"],
    ["PASSWORD=hunter2 and on", "PASSWORD=[masked, 7 characters] and on"],
    ["https://github.com/a.b.c says: no token here", "https://github.com/a.b.c says: no token here"],
    ['{"text":"the token is secret"}', '{"text":"the token is secret"}'],
  ])("makes %s to %s", (text, masked) => expect(maskText(text)).toBe(masked));

  const secret = fc
    .tuple(
      fc.string({ minLength: 0, maxLength: 12, unit: "binary" }),
      fc.constantFrom("", '"', '\\"', "\\", "}]", '":"'),
    )
    .map(([text, odd]) => `S3CR3T${text}${odd}S3CR3T`);
  const holder = fc.oneof(
    secret.map((token) => ({ token })),
    secret.map((word) => ({ a: [{ "db.password": word, z: 1 }] })),
    secret.map((value) => ({ credentials: { value, more: [value] }, b: "c" })),
    secret.map((value) => ({ apiKeys: [value, { "]": value }] })),
  );

  it("leaves nothing of a secret in JSON, in strings of JSON, or where that was cut", () => {
    fc.assert(
      fc.property(
        holder,
        fc.integer({ min: 0, max: 3 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (data, depth, cut) => {
          let text = JSON.stringify(data);
          for (let level = 0; level < depth; level++) text = JSON.stringify({ text });
          expect(maskText(text)).not.toContain("S3CR3T");
          expect(maskText(text.slice(0, Math.ceil(text.length * cut)))).not.toContain("S3CR3T");
        },
      ),
    );
  });

  it("leaves JSON JSON, and what holds no secret as it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), holder, (value, held) => {
        const text = JSON.stringify({ value, held });
        expect(() => JSON.parse(maskText(text))).not.toThrow();
      }),
    );
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[=:"]|eyJ|bearer|basic/i.test(text)),
        (text) => {
          expect(maskText(text)).toBe(text);
        },
      ),
    );
  });

  it.each([
    "\\",
    '"',
    '"token":"',
    '"token":[',
    "eyJ-",
    "eyJ.",
    "a=",
    "://a:",
    "?token=a?",
    "Bearer ",
    " ",
    '\\"token\\":',
  ])("takes no long time for a message of %s", (part) => {
    const text = part.repeat(Math.floor((128 * 1024) / part.length));
    const before = performance.now();
    maskText(text);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

describe("maskHeaders", () => {
  it.each([
    ["Authorization", `Bearer ${JWT}`, `Bearer [masked, ${JWT.length} characters]`],
    ["authorization", "no-scheme", "[masked, 9 characters]"],
    ["Cookie", "sid=abc; theme=dark", "sid=[masked, 3 characters]; theme=[masked, 4 characters]"],
    ["X-Api-Key", "abcd", "[masked, 4 characters]"],
    ["x-amz-security-token", "abcd", "[masked, 4 characters]"],
    ["User-Agent", "curl/8.1", "curl/8.1"],
    ["Referer", "http://h/?token=abc", "http://h/?token=[masked, 3 characters]"],
    [
      "Sec-WebSocket-Protocol",
      "graphql-transport-ws,graphql-ws, v10.stomp",
      "graphql-transport-ws, graphql-ws, v10.stomp",
    ],
    ["Sec-WebSocket-Protocol", `app.v1, ${JWT}`, `app.v1, [masked, ${JWT.length} characters]`],
    ["sec-websocket-protocol", "bearer, hunter", "bearer, [masked, 6 characters]"],
    ["sec-websocket-protocol", "chat, a8Kd02mX", "chat, [masked, 8 characters]"],
    ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=="],
  ])("makes %s: %s to %s", (name, value, masked) =>
    expect(maskHeaders({ [name]: [value] })).toEqual({ [name]: [masked] }),
  );

  it("hides random tokens among subprotocols", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 64 }), (bytes) => {
        // Bytes that are all alike spell a word; no generator of tokens makes them.
        fc.pre(new Set(bytes).size > 12);
        const token = Buffer.from(bytes).toString("base64url");
        expect(JSON.stringify(maskHeaders({ "sec-websocket-protocol": [`chat, ${token}`] }))).not.toContain(token);
      }),
    );
  });
});

describe("maskQuery, maskValues, maskValue and maskData", () => {
  it("go by names and by shapes", () => {
    expect(maskQuery({ access_token: ["a", "bc"], room: ["1"], next: ["/?token=x"] })).toEqual({
      access_token: ["[masked, 1 character]", "[masked, 2 characters]"],
      room: ["1"],
      next: ["/?token=[masked, 1 character]"],
    });
    expect(maskValues({ TABLE: "t", DB_PASSWORD: "p" })).toEqual({ TABLE: "t", DB_PASSWORD: "[masked, 1 character]" });
    expect(maskValue("name", JWT)).toBe(`[masked, ${JWT.length} characters]`);
    expect(maskData({ a: [{ token: { value: "x", at: 1 } }, JWT, null, true], tokens: 3 })).toEqual({
      a: [{ token: { value: "[masked, 1 character]", at: 1 } }, `[masked, ${JWT.length} characters]`, null, true],
      tokens: 3,
    });
  });
});

describe("what is masked already", () => {
  const secrets = [
    "token=abc&room=1",
    '{"password":"hunter2","nested":"{\\"apiKey\\":\\"k\\"}"}',
    `Bearer ${JWT}`,
    "postgres://ann:hunter2@db/x",
    '{"tokens":["a","b"]}',
  ];

  it.each(secrets)("stays as it is: %s", (text) => {
    const masked = maskText(text);
    expect(masked).not.toBe(text);
    expect(maskText(masked)).toBe(masked);
  });

  it("stays as it is in data, and hides nothing else behind it", () => {
    const masked = maskData({ token: "abc", note: "token=abc" });
    expect(maskData(masked)).toEqual(masked);
    expect(maskData({ token: "[masked, 3 characters]hunter2" })).toEqual({ token: "[masked, 29 characters]" });
    expect(maskText('{"token":"[masked, 3 characters]hunter2"}')).not.toContain("hunter2");
  });
});
