import { describe, expect, it } from "vitest";
import { STARTED_AT } from "../../../harness.ts";
import {
  API_ARN,
  API_HOST,
  API_ID,
  type ApiOptions,
  type Gateway,
  ok,
  policy,
  STAGE,
  startGateway,
  webSocketApi,
} from "../harness/gateway.ts";
import { handshake, KEY, type RawClient, rawConnect } from "../harness/raw.ts";

const ID = expect.stringMatching(/^[A-Za-z0-9_-]{15}=$/);
const TRACE = expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
const REQUEST_TIME = "01/Mar/2026:12:00:00 +0000";

function start(options: ApiOptions = {}): Promise<Gateway> {
  return startGateway({
    resources: webSocketApi({
      routes: {
        $connect: { function: "connect" },
        $disconnect: { function: "disconnect" },
        chat: { function: "message" },
        $default: { function: "message" },
      },
      ...options,
    }),
    functions: {
      authorizer: () => policy("Allow", "*"),
      connect: ok,
      disconnect: ok,
      message: ok,
    },
  });
}

async function rawClient(
  gateway: Gateway,
  path: string,
  headers: Record<string, string | undefined>,
): Promise<RawClient> {
  const client = await rawConnect(gateway.port);
  client.write(handshake(path, headers));
  await client.until(/\r\n\r\n/);
  return client;
}

const clientHeaders = {
  "user-agent": "probe/1",
  Origin: "https://site.example",
  "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
  HeaderAuth1: "headerValue1",
};

const headers = {
  HeaderAuth1: "headerValue1",
  Host: API_HOST,
  Origin: "https://site.example",
  "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
  "Sec-WebSocket-Key": KEY,
  "Sec-WebSocket-Version": "13",
  "user-agent": "probe/1",
  "X-Amzn-Trace-Id": TRACE,
  "X-Forwarded-For": "127.0.0.1",
  "X-Forwarded-Port": "443",
  "X-Forwarded-Proto": "https",
};

const authorizerOnly = { Connection: "upgrade", "content-length": "0", Upgrade: "websocket" };

const multi = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

const sortedNames = (values: object) =>
  Object.keys(values).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));

const context = (members: object) => ({
  extendedRequestId: ID,
  requestTime: REQUEST_TIME,
  messageDirection: "IN",
  stage: STAGE,
  connectedAt: STARTED_AT,
  requestTimeEpoch: STARTED_AT,
  identity: { userAgent: "probe/1", sourceIp: "127.0.0.1" },
  requestId: ID,
  domainName: API_HOST,
  connectionId: ID,
  apiId: API_ID,
  ...members,
});

describe("the CONNECT event", () => {
  it("has exactly the members of AWS's captures", async () => {
    await using gateway = await start();
    const client = await rawClient(gateway, `/${STAGE}?k=v&k=w`, clientHeaders);
    const [event] = gateway.events("connect");
    expect(event).toEqual({
      headers,
      multiValueHeaders: multi(headers),
      queryStringParameters: { k: "w" },
      multiValueQueryStringParameters: { k: ["v", "w"] },
      requestContext: context({ routeKey: "$connect", eventType: "CONNECT" }),
      isBase64Encoded: false,
    });
    client.socket.destroy();
  });

  it("has them in AWS's order, header names sorted without regard to case", async () => {
    await using gateway = await start();
    const client = await rawClient(gateway, `/${STAGE}?k=v`, clientHeaders);
    const [event] = gateway.events("connect");
    expect(Object.keys(event)).toEqual([
      "headers",
      "multiValueHeaders",
      "queryStringParameters",
      "multiValueQueryStringParameters",
      "requestContext",
      "isBase64Encoded",
    ]);
    expect(Object.keys(event.headers)).toEqual(sortedNames(headers));
    expect(Object.keys(event.requestContext)).toEqual([
      "routeKey",
      "eventType",
      "extendedRequestId",
      "requestTime",
      "messageDirection",
      "stage",
      "connectedAt",
      "requestTimeEpoch",
      "identity",
      "requestId",
      "domainName",
      "connectionId",
      "apiId",
    ]);
    client.socket.destroy();
  });

  it("has no query keys without a query, and no userAgent for a client without one", async () => {
    await using gateway = await start();
    const client = await rawClient(gateway, `/${STAGE}?`, {});
    const [event] = gateway.events("connect");
    expect(event).not.toHaveProperty("queryStringParameters");
    expect(event).not.toHaveProperty("multiValueQueryStringParameters");
    expect(event.requestContext.identity).toEqual({ sourceIp: "127.0.0.1" });
    client.socket.destroy();
  });

  it("has one id under two names", async () => {
    await using gateway = await start();
    await gateway.connect();
    const { requestId, extendedRequestId, connectionId } = gateway.events("connect")[0].requestContext;
    expect(extendedRequestId).toBe(requestId);
    expect(requestId).not.toBe(connectionId);
  });
});

describe("the MESSAGE event", () => {
  it("has exactly the members of AWS's captures, and no headers", async () => {
    await using gateway = await start();
    const client = await gateway.connect(`/${STAGE}?k=v`, { headers: { "User-Agent": "probe/1" } });
    const body = '{ "action" : "chat", "text": "é\\u0000" }';
    client.send(body);
    const [event] = await gateway.called("message");
    expect(event).toEqual({
      requestContext: context({ routeKey: "chat", messageId: ID, eventType: "MESSAGE" }),
      body,
      isBase64Encoded: false,
    });
    expect(Object.keys(event.requestContext).slice(0, 4)).toEqual([
      "routeKey",
      "messageId",
      "eventType",
      "extendedRequestId",
    ]);
  });

  it("names the route that was selected, not what the expression gave", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    client.send({ action: "unknown" });
    const [event] = await gateway.called("message");
    expect(event.requestContext.routeKey).toBe("$default");
  });

  it("keeps the connection's id and time, and has new ids of its own", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    client.send("one");
    client.send("two");
    const [one, two] = (await gateway.called("message", 2)).map(({ requestContext }) => requestContext);
    const [{ requestContext: connect }] = gateway.events("connect");
    expect([one.connectionId, two.connectionId]).toEqual([connect.connectionId, connect.connectionId]);
    expect([one.connectedAt, two.connectedAt]).toEqual([connect.connectedAt, connect.connectedAt]);
    expect(new Set([one.messageId, two.messageId, one.requestId, two.requestId]).size).toBe(4);
    expect(one.messageId.slice(-8)).toBe(connect.connectionId.slice(-8));
  });
});

describe("the DISCONNECT event", () => {
  it("has exactly the members of AWS's captures, and nothing of the handshake", async () => {
    await using gateway = await start();
    const client = await gateway.connect(`/${STAGE}?k=v`, { headers: { "User-Agent": "probe/1", Cookie: "a=b" } });
    await client.close();
    const [event] = await gateway.called("disconnect");
    const four = { Host: API_HOST, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" };
    expect(event).toEqual({
      headers: four,
      multiValueHeaders: multi(four),
      requestContext: context({
        routeKey: "$disconnect",
        disconnectStatusCode: 1005,
        eventType: "DISCONNECT",
        disconnectReason: "Client-side close frame status not set",
      }),
      isBase64Encoded: false,
    });
    expect(Object.keys(event.requestContext)).toEqual([
      "routeKey",
      "disconnectStatusCode",
      "eventType",
      "extendedRequestId",
      "requestTime",
      "messageDirection",
      "disconnectReason",
      "stage",
      "connectedAt",
      "requestTimeEpoch",
      "identity",
      "requestId",
      "domainName",
      "connectionId",
      "apiId",
    ]);
  });
});

describe("the authorizer's event", () => {
  it("has exactly the members of AWS's sample", async () => {
    await using gateway = await start({ authorizer: {}, routes: { $connect: { function: "connect" } } });
    const client = await rawClient(gateway, `/${STAGE}?QueryString1=queryValue1`, clientHeaders);
    const [event] = gateway.events("authorizer");
    const all = { ...headers, ...authorizerOnly };
    expect(event).toEqual({
      type: "REQUEST",
      methodArn: `${API_ARN}/${STAGE}/$connect`,
      headers: all,
      multiValueHeaders: multi(all),
      queryStringParameters: { QueryString1: "queryValue1" },
      multiValueQueryStringParameters: { QueryString1: ["queryValue1"] },
      stageVariables: {},
      requestContext: context({ routeKey: "$connect", eventType: "CONNECT" }),
    });
    expect(Object.keys(event.headers)).toEqual(sortedNames(all));
    client.socket.destroy();
  });

  it("tells the connection's id before there is a connection, and the same as $connect", async () => {
    await using gateway = await start({ authorizer: {}, routes: { $connect: { function: "connect" } } });
    await gateway.connect();
    const [authorizer] = gateway.events("authorizer");
    const [connect] = gateway.events("connect");
    expect(connect.requestContext.connectionId).toBe(authorizer.requestContext.connectionId);
    expect(connect.requestContext.connectedAt).toBe(authorizer.requestContext.connectedAt);
  });
});

describe("stage variables", () => {
  it("are in every event of a stage that has some", async () => {
    const StageVariables = { table: "t-1" };
    await using gateway = await start({ stage: { StageVariables }, authorizer: {} });
    const client = await gateway.connect();
    client.send("x");
    await gateway.called("message");
    await client.close();
    await gateway.called("disconnect");
    for (const { event } of gateway.invocations) expect(event.stageVariables).toEqual(StageVariables);
    expect(gateway.invocations).toHaveLength(4);
  });

  it("choose functions in integration and authorizer URIs", async () => {
    const uri = (name: string) =>
      `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:\${stageVariables.${name}}/invocations`;
    await using gateway = await start({
      stage: { StageVariables: { who: "authorizer", what: "connect" } },
      authorizer: { AuthorizerUri: uri("who") },
      routes: { $connect: { integration: { IntegrationType: "AWS_PROXY", IntegrationUri: uri("what") } } },
    });
    await gateway.connect();
    expect(gateway.invocations.map(({ name }) => name)).toEqual(["authorizer", "connect"]);
  });
});

describe("domainName", () => {
  it.each(["127.0.0.1:3001", "localhost:3001", "[::1]:3001", "host.docker.internal"])(
    "is the API's own name when %s was called",
    async (Host) => {
      await using gateway = await start();
      const client = await rawClient(gateway, `/${STAGE}`, { Host });
      const [event] = gateway.events("connect");
      expect([event.requestContext.domainName, event.headers.Host]).toEqual([API_HOST, API_HOST]);
      client.socket.destroy();
    },
  );

  it.each([API_HOST, `${API_HOST}:443`, API_HOST.toUpperCase()])("is the name that was called: %s", async (Host) => {
    await using gateway = await start();
    const client = await rawClient(gateway, `/${STAGE}`, { Host });
    expect(gateway.events("connect")[0].requestContext.domainName).toBe(API_HOST);
    client.socket.destroy();
  });

  it("is the host that a function meant to call", async () => {
    await using gateway = await start();
    const client = await rawClient(gateway, `/${STAGE}`, { Host: "127.0.0.1", "x-portcullis-host": API_HOST });
    const [event] = gateway.events("connect");
    expect(event.requestContext.domainName).toBe(API_HOST);
    expect(event.headers).not.toHaveProperty("x-portcullis-host");
    client.socket.destroy();
  });
});
