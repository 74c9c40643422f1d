import { afterEach, describe, expect, it, vi } from "vitest";
import type { AuthorizerEvent } from "../../../src/aws/lambda/events.ts";
import { type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { CONTEXT, coldStart, outputOf } from "../../support/lambda.ts";
import { forge, KEY } from "../../support/tokens.ts";

const SECRET = new TextDecoder().decode(KEY);
const ARN = "arn:aws:execute-api:us-east-1:000000000000:api/dev/$connect";

const secretsManager = ({ body }: RecordedCall): StubAnswer =>
  JSON.parse(body).VersionStage === "AWSCURRENT"
    ? { body: { SecretString: SECRET } }
    : { status: 400, body: { __type: "ResourceNotFoundException" } };

const event = (fields: Partial<AuthorizerEvent>): AuthorizerEvent => ({
  methodArn: ARN,
  requestContext: { connectionId: "abc=", connectedAt: Date.now(), requestId: "r" },
  ...fields,
});

const claims = (more: object = {}) => ({ sub: "s", userId: "u", exp: Math.floor(Date.now() / 1000) + 60, ...more });
const token = (more: object = {}) => forge({ alg: "HS256", typ: "JWT" }, claims(more));
const inQuery = (...tokens: string[]) => event({ multiValueQueryStringParameters: { access_token: tokens } });
const inHeader = (value: string) => event({ headers: { "Sec-WebSocket-Protocol": value } });

afterEach(() => vi.unstubAllEnvs());

async function start(
  answer: (call: RecordedCall) => StubAnswer = secretsManager,
  settings: Readonly<Record<string, string>> = {},
) {
  const stub = await startAwsStub(answer);
  const load = () => import("../../../src/handlers/websocket/authorizer.ts");
  const { handler } = await coldStart(stub.endpoint, load, "SILENT", settings);
  return { stub, decide: (any: AuthorizerEvent) => handler(any, CONTEXT) };
}

describe("the authorizer", () => {
  it.each([
    ["the query", () => inQuery(token())],
    ["the subprotocol pair", () => inHeader(`websocket, ${token()}`)],
  ])("lets in a token from %s", async (_, make) => {
    const { stub, decide } = await start();
    await using _stub = stub;
    expect(await decide(make())).toMatchObject({
      principalId: "u",
      policyDocument: { Statement: [{ Effect: "Allow", Resource: ARN }] },
      context: { userId: "u", sub: "s" },
    });
  });

  const REFUSED: readonly (readonly [string, () => AuthorizerEvent, string])[] = [
    ["no token", () => event({}), "token_missing"],
    ["the subprotocol alone", () => inHeader("websocket"), "token_missing"],
    ["a cookie and no token", () => event({ headers: { Cookie: `access_token=${token()}` } }), "token_missing"],
    ["a bearer header and no token", () => event({ headers: { Authorization: `Bearer ${token()}` } }), "token_missing"],
    ["a token given twice", () => inQuery(token(), token()), "token_repeated"],
    ["an expired token", () => inQuery(token({ exp: 1 })), "token_expired"],
    ["a forged token", () => inQuery(forge({ alg: "HS256" }, claims(), Buffer.alloc(32))), "signature_invalid"],
    ["an unsigned token", () => inQuery(token().replace(/[^.]+$/, "")), "token_malformed"],
    ["a token cut short", () => inQuery(token().slice(0, -9)), "signature_invalid"],
    ["a token of 9 KB", () => inQuery(token({ padding: "x".repeat(9000) })), "token_too_large"],
  ];

  it.each(REFUSED)("answers %s with exactly Unauthorized, and logs why without the token", async (_, make, cause) => {
    const { stub, decide } = await start();
    await using _stub = stub;
    const refused = make();
    const output = await outputOf(() => expect(decide(refused)).rejects.toThrow(/^Unauthorized$/));
    const lines = output
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    // The first token in a query has a warning of its own.
    expect(lines.filter((line) => line.cause || line.Unauthorized)).toMatchObject([
      { level: "WARN", cause, connectionId: "abc=", function_request_id: "request-1" },
      { cause, Refusals: 1 },
      { Unauthorized: 1 },
    ]);
    for (const part of tokenParts(refused)) expect(output).not.toContain(part);
  });

  it("warns of tokens in the query once in a cold start, without the token", async () => {
    const { stub, decide } = await start();
    await using _stub = stub;
    const output = await outputOf(async () => {
      await decide(inHeader(`websocket, ${token()}`));
      for (let index = 0; index < 3; index++) await decide(inQuery(token()));
    });
    expect(JSON.parse(output)).toMatchObject({ level: "WARN", message: expect.stringContaining("AllowQueryToken") });
    expect(output).not.toMatch(/[A-Za-z0-9_-]{36,}/);
  });

  it.each([
    ["a page that is not listed", { origin: "https://evil.example" }],
    ["a page with a listed one in its name", { Origin: "https://app.example.com.evil.io" }],
    ["what is no browser, where only those are wanted", {}],
  ])("denies %s with a policy, which makes 403, whatever the token", async (_, headers) => {
    const { stub, decide } = await start(secretsManager, {
      ALLOWED_ORIGINS: "https://app.example.com",
      ALLOW_NO_ORIGIN: "false",
    });
    await using _stub = stub;
    let result: unknown;
    const output = await outputOf(async () => {
      result = await decide({ ...inQuery(token()), headers });
    });
    expect(result).toMatchObject({ policyDocument: { Statement: [{ Effect: "Deny", Resource: ARN }] } });
    expect(output).toContain('"cause":"origin_not_allowed"');
    expect(output).not.toContain("Unauthorized");
  });

  it("takes a token from the query only where that is allowed, a ticket in any case", async () => {
    const ticket = {
      identity: { S: JSON.stringify({ userId: "t", sub: "t", exp: 9_999_999_999 }) },
      expiresAt: { N: "9999999999999" },
    };
    const answer = (call: RecordedCall) =>
      call.operation === "UpdateItem" ? { body: { Attributes: ticket } } : secretsManager(call);
    const { stub, decide } = await start(answer, { ALLOW_QUERY_TOKEN: "false" });
    await using _stub = stub;
    await outputOf(() => expect(decide(inQuery(token()))).rejects.toThrow(/^Unauthorized$/));
    expect(await decide(inHeader(`websocket, ${token()}`))).toMatchObject({ principalId: "u" });
    expect(await decide(inQuery(`tkt_${"a".repeat(43)}`))).toMatchObject({ principalId: "t" });
  });

  it("refuses a ticket that nobody has, or has any more", async () => {
    const answer = { status: 400, body: { __type: "ConditionalCheckFailedException" } };
    const { stub, decide } = await start(() => answer);
    await using _stub = stub;
    const output = await outputOf(() =>
      expect(decide(inQuery(`tkt_${"a".repeat(43)}`))).rejects.toThrow(/^Unauthorized$/),
    );
    expect(output).toContain('"cause":"ticket_refused"');
    expect(output).not.toContain("aaaaaaaaaa");
  });

  it.each([
    ["an address that is not https", { JWKS_URI: "http://id.example.com/keys", JWT_ISSUER: "i", JWT_AUDIENCE: "a" }],
    ["no issuer", { JWKS_URI: "https://id.example.com/keys", JWT_AUDIENCE: "a" }],
    ["no audience and no client", { JWKS_URI: "https://id.example.com/keys", JWT_ISSUER: "i" }],
    [
      "an algorithm that is symmetric",
      { JWKS_URI: "https://id.example.com/keys", JWT_ISSUER: "i", JWT_AUDIENCE: "a", JWT_ALGORITHMS: "RS256,HS256" },
    ],
  ])("does not start with the keys of an issuer and %s", async (_, settings) => {
    await expect(start(secretsManager, settings)).rejects.toThrow(/https:|JWT_/);
  });

  it("lets nobody in while Secrets Manager is down, and does not call it the client's fault", async () => {
    const { stub, decide } = await start(() => ({ status: 500 }));
    await using _ = stub;
    const failure = await decide(inQuery(token())).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toMatchObject({ message: "Unauthorized" });
  });

  it("asks Secrets Manager on the first handshake and not on the next", async () => {
    const { stub, decide } = await start();
    await using _ = stub;
    await decide(inQuery(token()));
    const asked = stub.calls.length;
    await decide(inQuery(token()));
    expect(stub.calls).toHaveLength(asked);
  });
});

/** The header, payload and signature of every token in an event. */
function tokenParts(any: AuthorizerEvent): string[] {
  return JSON.stringify(any).match(/[A-Za-z0-9_-]{20,}/g) ?? [];
}
