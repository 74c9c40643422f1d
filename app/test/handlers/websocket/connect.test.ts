import { afterEach, describe, expect, it, vi } from "vitest";
import type { ConnectEvent } from "../../../src/aws/lambda/events.ts";
import { type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { CONTEXT, coldStart, outputOf } from "../../support/lambda.ts";

afterEach(() => vi.unstubAllEnvs());

const connectedAt = Date.now();
const authorizer = { principalId: "u", userId: "u", sub: "s", exp: String(Math.floor(connectedAt / 1000) + 60) };
const event = (headers: Record<string, string>, context: object = { authorizer }): ConnectEvent => ({
  headers,
  requestContext: { connectionId: "abc=", connectedAt, requestId: "r", ...context },
});

type Answer = (call: RecordedCall) => StubAnswer;

async function connect(any: ConnectEvent, answer: Answer = () => ({ body: {} }), cap = 20) {
  await using stub = await startAwsStub(answer);
  const settings = { MAX_CONNECTIONS_PER_USER: String(cap) };
  const load = () => import("../../../src/handlers/websocket/connect.ts");
  const { handler } = await coldStart(stub.endpoint, load, undefined, settings);
  let response: Awaited<ReturnType<typeof handler>> | undefined;
  const output = await outputOf(async () => {
    response = await handler(any, CONTEXT);
  });
  return { response, output, calls: stub.calls };
}

const noRoom = (more: object = {}): StubAnswer => ({
  status: 400,
  body: { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", Item: more },
});

describe("$connect", () => {
  it.each([
    ["the pair with a token is offered", { "Sec-WebSocket-Protocol": "websocket, a.b.c" }],
    ["it alone is offered", { "sec-websocket-protocol": "websocket" }],
  ])("selects the subprotocol when %s, and never the token", async (_, headers) => {
    const { response } = await connect(event(headers));
    expect(response).toEqual({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "websocket" } });
  });

  it("selects none when none is offered", async () => {
    const { response } = await connect(event({}));
    expect(response).toEqual({ statusCode: 200 });
  });

  it("registers the connection", async () => {
    const { calls } = await connect(event({}));
    expect(calls.map(({ operation }) => operation)).toEqual(["UpdateItem", "PutItem"]);
    expect(JSON.parse(calls[1]?.body ?? "")).toMatchObject({
      Item: { GSI1PK: { S: "u" }, pk: { S: "C#abc=" } },
      ConditionExpression: "attribute_not_exists(closing)",
    });
  });

  it("takes a place of its user, if there is one and the token is not revoked, in one step", async () => {
    const { calls } = await connect(event({}));
    expect(JSON.parse(calls[0]?.body ?? "")).toMatchObject({
      Key: { pk: { S: "U#u" }, sk: { S: "META" } },
      UpdateExpression: "ADD places :place SET #ttl = :ttl",
      ConditionExpression:
        "(attribute_not_exists(places) OR size(places) < :cap) AND (attribute_not_exists(issuedBefore) OR issuedBefore <= :iat)",
      ExpressionAttributeValues: {
        ":place": { SS: [`${connectedAt} abc=`] },
        ":cap": { N: "20" },
        ":iat": { N: "0" },
      },
    });
  });

  it.each([
    ["429 when the user has no place left", 429, "too_many_connections", noRoom()],
    ["401 when older tokens were revoked", 401, "token_revoked", noRoom({ issuedBefore: { N: "1" } })],
  ])("answers %s, and leaves no row", async (_, statusCode, cause, answer) => {
    const { response, output, calls } = await connect(event({}), ({ operation }) =>
      operation === "UpdateItem" ? answer : { body: {} },
    );
    expect(response).toEqual({ statusCode, body: expect.stringMatching(/^{"message":"[\w ]+"}$/) });
    expect(output).toContain(`"cause":"${cause}"`);
    expect(calls.map(({ operation }) => operation)).not.toContain("PutItem");
  });

  it("answers 401 when it was closed meanwhile, and gives its place back", async () => {
    const { response, output, calls } = await connect(event({}), ({ operation }) =>
      operation === "PutItem" ? noRoom() : { body: {} },
    );
    expect(response).toMatchObject({ statusCode: 401 });
    expect(output).toContain('"cause":"closed_meanwhile"');
    expect(JSON.parse(calls.at(-1)?.body ?? "")).toMatchObject({ UpdateExpression: "DELETE places :places" });
  });

  describe("when the user has no place left", () => {
    const longAgo = connectedAt - 60_000;

    /** Two places, of which `@connections` says what it says. */
    const fullThen =
      (look: StubAnswer): Answer =>
      ({ operation, method, body }) => {
        if (method === "GET") return look;
        if (body.includes("ADD places")) return noRoom();
        if (operation !== "GetItem" || !body.includes("U#u")) return { body: {} };
        return { body: { Item: { places: { SS: [`${longAgo} a=`, `${longAgo} b=`] } } } };
      };

    it("frees those that are gone, and has what is left of them cleared away", async () => {
      const { response, calls } = await connect(event({}), fullThen({ status: 410 }), 2);
      // The stub has no room to give.
      expect(response).toMatchObject({ statusCode: 429 });
      const looks = calls.filter(({ method }) => method === "GET").map(({ path }) => path);
      expect(looks.sort()).toEqual(["/dev/@connections/a%3D", "/dev/@connections/b%3D"]);
      const sent = calls
        .filter(({ operation }) => operation === "SendMessageBatch")
        .map(({ body }) => JSON.parse(body));
      // They are asked for at once.
      const commands: string[] = sent.map(({ Entries }) => Entries[0].MessageBody).sort();
      expect(commands.map((command) => JSON.parse(command))).toMatchObject([
        { kind: "close", connectionId: "a=", place: { userId: "u", connectedAt: longAgo } },
        { kind: "close", connectionId: "b=", place: { userId: "u", connectedAt: longAgo } },
      ]);
      expect(calls.flatMap(({ body }) => body.match(/DELETE places|ADD places/g) ?? [])).toEqual([
        "ADD places",
        "DELETE places",
        "ADD places",
      ]);
    });

    it.each([429, 500])(
      "looks once at each, notes it, and leaves all where they are when that is answered with %s",
      async (status) => {
        const { response, calls } = await connect(event({}), fullThen({ status }), 2);
        expect(response).toMatchObject({ statusCode: 429 });
        expect(calls.filter(({ method }) => method === "GET")).toHaveLength(2);
        expect(JSON.parse(calls.at(-1)?.body ?? "")).toMatchObject({ UpdateExpression: "SET inUseUntil = :until" });
      },
    );

    it("does not look while it is noted that all are in use", async () => {
      const item = { inUseUntil: { N: String(Date.now() + 4_000) } };
      const { response, calls } = await connect(event({}), () => noRoom(item));
      expect(response).toMatchObject({ statusCode: 429 });
      expect(calls).toHaveLength(1);
    });
  });

  it("answers 401 to a token that was revoked by its id, as it was by its user", async () => {
    const context = { authorizer: { ...authorizer, jti: "stolen" } };
    const { response, calls } = await connect(event({}, context), ({ operation }) =>
      operation === "GetItem" ? { body: { Item: { pk: { S: "revoked#stolen" } } } } : { body: {} },
    );
    expect(response).toEqual({ statusCode: 401, body: '{"message":"Unauthorized"}' });
    expect(calls.map(({ operation }) => operation)).toEqual(["GetItem"]);
  });

  it("gives the place back when the connection cannot be registered", async () => {
    const operations: string[] = [];
    const answer: Answer = ({ operation, body }) => {
      operations.push(operation === "UpdateItem" ? JSON.parse(body).UpdateExpression.split(" ")[0] : operation);
      return operation === "PutItem" ? { status: 400, body: { __type: "ValidationException" } } : { body: {} };
    };
    await expect(connect(event({}), answer)).rejects.toThrow();
    expect(operations).toEqual(["ADD", "PutItem", "DELETE"]);
  });

  it("keeps neither address nor headers of the client", async () => {
    const identity = { sourceIp: "203.0.113.7", userAgent: "agent" };
    const { calls } = await connect(event({ "X-Forwarded-For": "203.0.113.7" }, { authorizer, identity }));
    for (const { body } of calls) expect(body).not.toMatch(/203\.0\.113|agent/);
  });

  it("refuses a handshake that no authorizer has seen", async () => {
    await expect(connect(event({}, {}))).rejects.toThrow("authorizer");
  });

  it("refuses a handshake that it cannot register", async () => {
    const down = { status: 400, body: { __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException" } };
    await expect(connect(event({}), () => down)).rejects.toThrow();
  });
});
