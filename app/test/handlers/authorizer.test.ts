import { afterEach, describe, expect, it, vi } from "vitest";
import type { AuthorizerEvent } from "../../src/aws/events.ts";
import { type RecordedCall, type StubAnswer, startAwsStub } from "../support/aws-stub.ts";
import { CONTEXT, coldStart, outputOf } from "../support/lambda.ts";
import { forge, KEY } from "../support/tokens.ts";

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

async function start(answer: (call: RecordedCall) => StubAnswer = secretsManager) {
  const stub = await startAwsStub(answer);
  const { handler } = await coldStart(stub.endpoint, () => import("../../src/handlers/authorizer.ts"));
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
    expect(JSON.parse(output)).toMatchObject({
      level: "WARN",
      cause,
      connectionId: "abc=",
      function_request_id: "request-1",
    });
    for (const part of tokenParts(refused)) expect(output).not.toContain(part);
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
