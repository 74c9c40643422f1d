import { describe, expect, it } from "vitest";
import { startBackend } from "./harness/backend-server.ts";
import {
  API_ARN,
  type ApiOptions,
  type Event,
  type Gateway,
  ok,
  policy,
  refusalOf,
  STAGE,
  startGateway,
  webSocketApi,
} from "./harness/gateway.ts";

type Functions = Readonly<Record<string, (event: Event) => unknown>>;

const CONNECT_ARN = `${API_ARN}/${STAGE}/$connect`;
const throwing = () => Promise.reject(new Error("boom"));
const echo = ({ body }: Event) => ({ statusCode: 200, body });

const start = (options: ApiOptions, functions: Functions = {}): Promise<Gateway> =>
  startGateway({ resources: webSocketApi(options), functions, settings: { verifySignatures: false } });

const guarded = (authorizer: (event: Event) => unknown, properties: Readonly<Record<string, unknown>> = {}) =>
  start({ authorizer: properties, routes: { $connect: { function: "connect" } } }, { authorizer, connect: ok });

const whole = {
  $connect: { function: "connect" },
  $disconnect: { function: "disconnect" },
  $default: { function: "echo", twoWay: true },
};
const wholeFunctions: Functions = { connect: ok, disconnect: ok, echo };

const connectionIdOf = (gateway: Gateway) => String(gateway.journal.entries({ type: "connect" })[0]?.data.connectionId);

const callback = (gateway: Gateway, method: string, id: string) =>
  fetch(`${gateway.endpoint}/${STAGE}/@connections/${id}`, { method });

/** Section 10 of the specification, one by one. */
describe("a surprise of WebSocket APIs", () => {
  it("1: $connect's status passes through, its exception is 502 and the authorizer's crash 500", async () => {
    const connecting = async (connect: (event: Event) => unknown) => {
      await using gateway = await start({ routes: { $connect: whole.$connect } }, { connect });
      return (await refusalOf(gateway.connect())).status;
    };
    expect(await connecting(() => ({ statusCode: 301 }))).toBe(301);
    expect(await connecting(() => ({ statusCode: 501 }))).toBe(501);
    expect(await connecting(throwing)).toBe(502);
    await using gateway = await guarded(throwing);
    expect((await refusalOf(gateway.connect())).status).toBe(500);
  });

  it("2: a message that no route takes is answered Forbidden, and the socket stays open", async () => {
    await using gateway = await start({ routes: {} });
    const client = await gateway.connect();
    expect(await client.ask("hi")).toMatch(/^\{"message": "Forbidden", "connectionId":"/);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it("3: a function's status is ignored on message routes, its exception and a stray member are not", async () => {
    const answers = [() => ({ statusCode: 500, body: "sent" }), throwing, () => ({ statusCode: 200, Data: "x" })];
    await using gateway = await start(
      { routes: { $default: whole.$default } },
      { echo: () => (answers.shift() ?? throwing)() },
    );
    const client = await gateway.connect();
    expect(await client.ask("1")).toBe("sent");
    expect(await client.ask("2")).toContain("Internal server error");
    expect(await client.ask("3")).toContain("Internal server error");
  });

  it("4: a two-way route without a body sends an empty message", async () => {
    await using gateway = await start({ routes: { $default: whole.$default } }, { echo: ok });
    expect(await (await gateway.connect()).ask("x")).toBe("");
  });

  it("5, 6, 7: MESSAGE has no headers, DISCONNECT four of its own and the client's code with its empty reason", async () => {
    await using gateway = await start({ routes: whole }, wholeFunctions);
    const client = await gateway.connect();
    await client.ask("x");
    await client.close(1001);
    const [disconnect] = await gateway.called("disconnect");
    expect(gateway.events("echo")[0]).not.toHaveProperty("headers");
    expect(Object.keys(disconnect.headers)).toEqual(["Host", "x-api-key", "X-Forwarded-For", "x-restapi"]);
    expect(disconnect.requestContext).toMatchObject({ disconnectStatusCode: 1001, disconnectReason: "" });
  });

  it("7: the gateway's own 1001 says Going away", async () => {
    await using gateway = await start({ routes: whole }, wholeFunctions);
    const client = await gateway.connect();
    await gateway.clock.advance(10 * 60_000);
    await client.closed;
    const [disconnect] = await gateway.called("disconnect");
    expect(disconnect.requestContext).toMatchObject({ disconnectStatusCode: 1001, disconnectReason: "Going away" });
  });

  it("8: a policy for …/stage/*/* denies, for it does not match $connect", async () => {
    await using gateway = await guarded(() => policy("Allow", `${API_ARN}/${STAGE}/*/*`));
    expect((await refusalOf(gateway.connect())).status).toBe(403);
  });

  it("9: a Deny for another route is never asked after once connected", async () => {
    const { policyDocument } = policy("Allow", CONNECT_ARN);
    const Statement = [
      ...policyDocument.Statement,
      { Action: "execute-api:Invoke", Effect: "Deny", Resource: `${API_ARN}/${STAGE}/$default` },
    ];
    await using gateway = await start(
      { authorizer: {}, routes: whole },
      { ...wholeFunctions, authorizer: () => ({ principalId: "p", policyDocument: { ...policyDocument, Statement } }) },
    );
    expect(await (await gateway.connect()).ask("through")).toBe("through");
  });

  it("10: no answer of an authorizer is cached", async () => {
    await using gateway = await guarded(() => policy("Allow", "*"), { AuthorizerResultTtlInSeconds: 300 });
    await gateway.connect();
    await gateway.connect();
    expect(gateway.events("authorizer")).toHaveLength(2);
  });

  it("11: a missing identity source is 401 before the authorizer runs", async () => {
    await using gateway = await guarded(() => policy("Allow", "*"), { IdentitySource: ["route.request.header.Auth"] });
    expect((await refusalOf(gateway.connect())).status).toBe(401);
    expect(gateway.invocations).toEqual([]);
  });

  it("12: an authorizer cannot return 401, it has to throw exactly Unauthorized", async () => {
    const answers = [() => ({ statusCode: 401 }), () => Promise.reject(new Error("Unauthorized"))];
    await using gateway = await guarded(() => (answers.shift() ?? throwing)());
    expect((await refusalOf(gateway.connect())).status).toBe(500);
    expect((await refusalOf(gateway.connect())).status).toBe(401);
  });

  it("13: a push to the own connection inside $connect is 410", async () => {
    let status: number | undefined;
    const connect = async ({ requestContext }: Event) => {
      status = (await callback(gateway, "POST", requestContext.connectionId)).status;
      return { statusCode: 200 };
    };
    const gateway: Gateway = await start({ routes: { $connect: whole.$connect } }, { connect });
    await using _ = gateway;
    await gateway.connect();
    expect(status).toBe(410);
  });

  it("14, 15: 410 has no body but a header, and a malformed id is 400", async () => {
    await using gateway = await start({});
    const gone = await callback(gateway, "POST", "BFaT_fALIAMCKug=");
    expect([gone.status, gone.headers.get("x-amzn-errortype"), await gone.text()]).toEqual([410, "GoneException", ""]);
    expect((await callback(gateway, "POST", "6sdf")).status).toBe(400);
  });

  it("17: a throttle of 0 refuses every handshake with 429", async () => {
    const DefaultRouteSettings = { ThrottlingBurstLimit: 0, ThrottlingRateLimit: 0 };
    await using gateway = await start({ stage: { DefaultRouteSettings } });
    expect((await refusalOf(gateway.connect())).status).toBe(429);
  });

  it("18: a subprotocol is never negotiated by the gateway", async () => {
    await using gateway = await start({ routes: whole }, wholeFunctions);
    await expect(gateway.connect(`/${STAGE}`, { protocols: ["chat"] })).rejects.toThrow("Server sent no subprotocol");
  });

  it("19: a client that is lost without TCP telling is connected until a limit ends it, and can be pushed to", async () => {
    await using gateway = await start({ routes: whole }, wholeFunctions);
    const client = await gateway.connect();
    client.socket.pause();
    expect((await callback(gateway, "POST", connectionIdOf(gateway))).status).toBe(200);
    expect(gateway.events("disconnect")).toEqual([]);
    await gateway.clock.advance(10 * 60_000 + 4_000);
    expect(await gateway.called("disconnect")).toHaveLength(1);
  });

  it("20: an HTTP backend gets Sec-WebSocket-* on $connect and no connection id on messages", async () => {
    await using backend = await startBackend(() => ({}));
    const integration = { IntegrationType: "HTTP_PROXY", IntegrationUri: backend.url, IntegrationMethod: "POST" };
    await using gateway = await start({
      routes: { $connect: { integration }, $default: { integration, twoWay: true } },
    });
    const client = await gateway.connect();
    const connectionId = connectionIdOf(gateway);
    await client.ask("x");
    const [connect, message] = backend.requests;
    expect(connect?.headers).toHaveProperty("sec-websocket-key");
    expect(JSON.stringify(message)).not.toContain(connectionId);
  });

  it("21: a route that a deployment may miss is served here, but told of", async () => {
    await using gateway = await start({ routes: { $default: whole.$default } }, { echo });
    expect(await (await gateway.connect()).ask("x")).toBe("x");
    expect(gateway.journal.entries({ type: "notice" })).toMatchObject([{ data: { code: "stage-not-deployed" } }]);
  });

  it("22: requestId is extendedRequestId, and ids have to be encoded in paths", async () => {
    await using gateway = await start({ routes: whole }, wholeFunctions);
    await gateway.connect();
    const { requestId, extendedRequestId, connectionId } = gateway.events("connect")[0].requestContext;
    expect(requestId).toBe(extendedRequestId);
    expect(connectionId).toMatch(/=$/);
    expect((await callback(gateway, "GET", encodeURIComponent(connectionId))).status).toBe(200);
  });

  it("23, 24: queryStringParameters and userAgent are absent, not null, when there is none", async () => {
    await using gateway = await start({ routes: whole }, wholeFunctions);
    await gateway.connect();
    const [event] = gateway.events("connect");
    expect(event).not.toHaveProperty("queryStringParameters");
    expect(event.requestContext.identity).toEqual({ sourceIp: "127.0.0.1" });
  });

  it("25: without a route response MOCK sends nothing", async () => {
    const integration = { IntegrationType: "MOCK", RequestTemplates: { $default: '{"statusCode":200}' } };
    const responses = [{ IntegrationResponseKey: "$default", ResponseTemplates: { $default: "unheard" } }];
    await using gateway = await start(
      { routes: { quiet: { integration, responses }, $default: whole.$default } },
      wholeFunctions,
    );
    const client = await gateway.connect();
    client.send({ action: "quiet" });
    expect(await client.ask("next")).toBe("next");
  });
});
