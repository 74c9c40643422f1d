import { describe, expect, it } from "vitest";
import {
  ok,
  policy,
  refusalOf,
  STAGE,
  startGateway,
  webSocketApi,
} from "../services/api-gateway/websocket/harness/gateway.ts";

// What a deployed stack cannot show, or not without harm to its account: the gateway alone, with functions of the test.

const OPEN = { $connect: { function: "connect" }, $default: { function: "echo", twoWay: true } };

describe("the limits of an account", () => {
  const start = () =>
    startGateway({
      resources: webSocketApi({ routes: { $default: { integration: { IntegrationType: "MOCK" } } } }),
      settings: { accountLimits: "enforced", verifySignatures: false },
    });

  it("are 500 new connections a second: the next is a 429 [1.3/connect-rate] [7/connect-rate]", async () => {
    await using gateway = await start();
    const clients = Array.from({ length: 500 }, () => gateway.connect());
    await Promise.all(clients);
    expect((await refusalOf(gateway.connect())).status).toBe(429);
    await gateway.clock.advance(1_000);
    await gateway.connect();
  });

  it("are 5 000 requests at once, calls of @connections among them [7/account-throttle] [6.4/429]", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    // The handshake was the first.
    for (let count = 1; count < 5_000; count++) client.send("x");
    client.socket.ping();
    await new Promise((resolve) => client.socket.once("pong", resolve));
    const url = `${gateway.endpoint}/${STAGE}/@connections/BFaT_fALIAMCKug=`;
    expect((await fetch(url, { method: "POST" })).status).toBe(429);
    await gateway.clock.advance(1_000);
    expect((await fetch(url, { method: "POST" })).status).toBe(410);
  });
});

describe("a route response of $connect", () => {
  it("sends nothing to the client [4.4/connect-route-response]", async () => {
    const routes = { ...OPEN, $connect: { function: "connect", twoWay: true } };
    await using gateway = await startGateway({
      resources: webSocketApi({ routes }),
      functions: {
        connect: () => ({ statusCode: 200, body: "welcome" }),
        echo: ({ body }) => ({ statusCode: 200, body }),
      },
    });
    const client = await gateway.connect();
    expect(await client.ask("first")).toBe("first");
  });
});

describe("settings of HTTP APIs on an authorizer", () => {
  it("have no effect: an answer in the simple form opens nothing, and none is cached [3/http-api-settings]", async () => {
    const authorizer = {
      AuthorizerPayloadFormatVersion: "2.0",
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 300,
    };
    await using gateway = await startGateway({
      resources: webSocketApi({ routes: OPEN, authorizer }),
      functions: { authorizer: () => ({ isAuthorized: true }), connect: ok, echo: ok },
    });
    for (let round = 1; round <= 2; round++) {
      expect((await refusalOf(gateway.connect())).status).toBe(500);
      expect(gateway.events("authorizer")).toHaveLength(round);
    }
    expect(gateway.events("authorizer")[0]).toMatchObject({ type: "REQUEST" });
  });
});

describe("the checks of a handshake", () => {
  it("come in order: throttle, authorizer, API key [1.2/order-of-checks]", async () => {
    const routes = { ...OPEN, $connect: { function: "connect", properties: { ApiKeyRequired: true } } };
    const statusWith = async (stage: object, authorizer: () => unknown) => {
      await using gateway = await startGateway({
        resources: webSocketApi({ routes, stage: { ...stage }, authorizer: {} }),
        functions: { authorizer, connect: ok, echo: ok },
      });
      return (await refusalOf(gateway.connect())).status;
    };
    const throttled = { DefaultRouteSettings: { ThrottlingBurstLimit: 0, ThrottlingRateLimit: 0 } };
    const fails = () => Promise.reject(new Error("boom"));
    expect(await statusWith(throttled, fails)).toBe(429);
    expect(await statusWith({}, fails)).toBe(500);
    expect(await statusWith({}, () => policy("Allow", "*"))).toBe(403);
  });
});

describe("a token that travels as second subprotocol", () => {
  it("is an identity source, and the first alone is echoed [1.4/token-as-protocol]", async () => {
    await using gateway = await startGateway({
      resources: webSocketApi({
        routes: OPEN,
        authorizer: { IdentitySource: ["route.request.header.Sec-WebSocket-Protocol"] },
      }),
      functions: {
        authorizer: ({ headers }) =>
          policy(headers["Sec-WebSocket-Protocol"] === "websocket,token" ? "Allow" : "Deny", "*"),
        connect: () => ({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "websocket" } }),
        echo: ok,
      },
    });
    const statusFor = async (protocols: string[]) =>
      (await refusalOf(gateway.connect(undefined, { protocols }))).status;
    expect([await statusFor([]), await statusFor(["websocket"])]).toEqual([401, 403]);
    expect((await gateway.connect(undefined, { protocols: ["websocket", "token"] })).socket.protocol).toBe("websocket");
  });
});

describe("a push that is no text", () => {
  it("goes as a binary frame [6.1/binary-out]", async () => {
    await using gateway = await startGateway({
      resources: webSocketApi({ routes: OPEN }),
      functions: { connect: ok, echo: ok },
      settings: { verifySignatures: false },
    });
    const { socket } = await gateway.connect();
    const frame = new Promise((resolve) => socket.once("message", (data, isBinary) => resolve([data, isBinary])));
    const id = gateway.events("connect")[0].requestContext.connectionId;
    const body = Buffer.from([0xff, 0x00, 0xfe]);
    await fetch(`${gateway.endpoint}/${STAGE}/@connections/${id}`, { method: "POST", body });
    expect(await frame).toEqual([body, true]);
  });
});

describe("an authorizer with a role", () => {
  it("is called with that role [3/credentials]", async () => {
    const AuthorizerCredentialsArn = "arn:aws:iam::123456789012:role/caller";
    await using gateway = await startGateway({
      resources: webSocketApi({ routes: OPEN, authorizer: { AuthorizerCredentialsArn } }),
      functions: { authorizer: () => policy("Allow", "*"), connect: ok, echo: ok },
    });
    await gateway.connect();
    expect(gateway.invocations.map(({ name, from }) => [name, from.principal])).toEqual([
      ["authorizer", AuthorizerCredentialsArn],
      ["connect", "apigateway.amazonaws.com"],
    ]);
  });
});
