import { describe, expect, it } from "vitest";
import { frame } from "../harness/frames.ts";
import {
  API_ARN,
  API_ID,
  type ApiOptions,
  type Gateway,
  ok,
  refusalOf,
  STAGE,
  startGateway,
  webSocketApi,
} from "../harness/gateway.ts";
import { ACCEPT, handshake, rawConnect } from "../harness/raw.ts";

const resources = (options: ApiOptions = {}) =>
  webSocketApi({
    routes: {
      $connect: { function: "connect" },
      $disconnect: { function: "disconnect" },
      $default: { function: "echo", twoWay: true },
    },
    ...options,
  });

const echo = ({ body }: { body: string }) => ({ statusCode: 200, body });

function answering(connect: (event: unknown) => unknown): Promise<Gateway> {
  return startGateway({ resources: resources(), functions: { connect, disconnect: ok, echo } });
}

/** A function that answers when it is told to. */
function held() {
  let answer: (response: unknown) => void = () => undefined;
  const promise = new Promise((resolve) => {
    answer = resolve;
  });
  return { body: () => promise, answer };
}

describe("the $connect route", () => {
  it.each([200, 201, 204, 226])("opens the connection when its function answers %i", async (statusCode) => {
    await using gateway = await answering(() => ({ statusCode }));
    const client = await gateway.connect();
    expect(await client.ask("hi")).toBe("hi");
  });

  it.each([301, 400, 401, 403, 404, 500, 501])("refuses with the function's own status %i", async (statusCode) => {
    await using gateway = await answering(() => ({ statusCode, body: "not for the client" }));
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: statusCode, body: "" });
  });

  it.each([
    ["throws", () => Promise.reject(new Error("boom"))],
    ["returns nothing", () => undefined],
    ["returns no statusCode", () => ({ body: "x" })],
    ["returns a statusCode that is no number", () => ({ statusCode: "fine" })],
    ["returns a stray member", () => ({ statusCode: 200, message: "x" })],
  ])("refuses with 502 when its function %s", async (_, connect) => {
    await using gateway = await answering(connect);
    const refused = await refusalOf(gateway.connect());
    expect(refused).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' });
    expect(refused.headers["x-amzn-errortype"]).toBe("InternalServerErrorException");
  });

  it("refuses with 500 when its function cannot be called", async () => {
    await using gateway = await startGateway({ resources: resources() });
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 500 });
  });

  it("refuses with 504 when its function takes longer than the integration's timeout", async () => {
    const slow = held();
    await using gateway = await startGateway({
      resources: resources({ routes: { $connect: { function: "slow", integration: { TimeoutInMillis: 5_000 } } } }),
      functions: { slow: slow.body },
    });
    const refused = refusalOf(gateway.connect());
    await gateway.called("slow");
    await gateway.clock.advance(5_000);
    expect(await refused).toMatchObject({ status: 504, body: '{"message":"Endpoint request timed out"}' });
  });

  it.each([
    ["does not exist", {}],
    ["has no integration", { $connect: {} }],
  ])("opens the connection when it %s", async (_, routes) => {
    await using gateway = await startGateway({ resources: resources({ routes }) });
    const client = await gateway.connect();
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it("is called in the name of API Gateway for its own ARN", async () => {
    await using gateway = await answering(ok);
    await gateway.connect();
    expect(gateway.invocations[0]?.from).toEqual({
      principal: "apigateway.amazonaws.com",
      sourceArn: `${API_ARN}/${STAGE}/$connect`,
    });
  });

  it("is called with the integration's role where it has one", async () => {
    const CredentialsArn = "arn:aws:iam::123456789012:role/caller";
    await using gateway = await startGateway({
      resources: resources({ routes: { $connect: { function: "connect", integration: { CredentialsArn } } } }),
      functions: { connect: ok },
    });
    await gateway.connect();
    expect(gateway.invocations[0]?.from.principal).toBe(CredentialsArn);
  });

  it("runs no $disconnect for a client that was refused", async () => {
    await using gateway = await answering(() => ({ statusCode: 403 }));
    await refusalOf(gateway.connect());
    expect(gateway.events("disconnect")).toEqual([]);
    expect(gateway.journal.entries({ type: "refuse" })).toMatchObject([
      { data: { apiId: API_ID, stage: STAGE, status: 403, reason: "$connect answered 403" } },
    ]);
  });
});

describe("the 101 answer", () => {
  it("has the headers of RFC 6455 and no others", async () => {
    await using gateway = await answering(ok);
    const client = await rawConnect(gateway.port);
    client.write(
      handshake(`/${STAGE}`, {
        "Sec-WebSocket-Protocol": "chat, superchat",
        "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
      }),
    );
    const answer = await client.until(/\r\n\r\n/);
    expect(answer.split("\r\n").sort()).toEqual(
      [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        `Sec-WebSocket-Accept: ${ACCEPT}`,
        "",
        "",
      ].sort(),
    );
    client.socket.destroy();
  });

  it.each(["Sec-WebSocket-Protocol", "sec-websocket-protocol", "Sec-Websocket-Protocol"])(
    "has the subprotocol that $connect returns as %s, and none of its other headers",
    async (name) => {
      await using gateway = await answering(() => ({
        statusCode: 200,
        headers: { [name]: "websocket", "Set-Cookie": "a=b" },
      }));
      const client = await rawConnect(gateway.port);
      client.write(handshake(`/${STAGE}`, { "Sec-WebSocket-Protocol": "websocket, header.payload.signature" }));
      const answer = await client.until(/\r\n\r\n/);
      expect(answer).toContain("Sec-WebSocket-Protocol: websocket\r\n");
      expect(answer).not.toMatch(/set-cookie|signature/i);
      client.socket.destroy();
    },
  );

  it("is not split by a line break in a header that $connect returns", async () => {
    await using gateway = await answering(() => ({
      statusCode: 200,
      headers: { "Sec-WebSocket-Protocol": "a\r\nSet-Cookie: b=c" },
    }));
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 502 });
  });

  it("comes for offers that are no valid protocol names: API Gateway does not read them", async () => {
    await using gateway = await answering(ok);
    const client = await rawConnect(gateway.port);
    client.write(handshake(`/${STAGE}`, { "Sec-WebSocket-Protocol": "websocket, a/b+c==,,websocket" }));
    expect(await client.until(/\r\n\r\n/)).toContain("101 Switching Protocols");
    expect(gateway.events("connect")[0].headers["Sec-WebSocket-Protocol"]).toBe("websocket, a/b+c==,,websocket");
    client.socket.destroy();
  });

  it("is held until $connect has answered, and messages sent meanwhile are taken afterwards", async () => {
    const connect = held();
    await using gateway = await answering(connect.body);
    const client = await rawConnect(gateway.port);
    client.write(Buffer.concat([Buffer.from(handshake(`/${STAGE}`)), frame("text", "early")]));
    await gateway.called("connect");
    client.write(frame("text", "later"));
    expect(client.socket.bytesRead).toBe(0);
    connect.answer({ statusCode: 200 });
    await gateway.called("echo", 2);
    expect(gateway.events("echo").map(({ body }) => body)).toEqual(["early", "later"]);
    client.socket.destroy();
  });
});

describe("a client that goes away during its handshake", () => {
  it.each(["end", "destroy"] as const)("is told to $disconnect if $connect had let it in (%s)", async (how) => {
    const connect = held();
    await using gateway = await answering(connect.body);
    const client = await rawConnect(gateway.port);
    client.write(handshake(`/${STAGE}`));
    await gateway.called("connect");
    client.socket[how]();
    connect.answer({ statusCode: 200 });
    const [event] = await gateway.called("disconnect");
    expect(event.requestContext).toMatchObject({ disconnectStatusCode: 1006, disconnectReason: "" });
  });
});

describe("a request that is no handshake", () => {
  it("is answered 426 when it is a GET", async () => {
    await using gateway = await answering(ok);
    for (const path of [`/${STAGE}`, `/${STAGE}/`, `/${STAGE}/some/path`, `/${API_ID}/${STAGE}`])
      expect((await fetch(gateway.endpoint + path)).status).toBe(426);
  });

  it("is answered 403 for any other method", async () => {
    await using gateway = await answering(ok);
    const response = await fetch(`${gateway.endpoint}/${STAGE}`, { method: "POST" });
    expect([response.status, await response.json()]).toEqual([403, { message: "Forbidden" }]);
  });
});

describe("the URL of a WebSocket", () => {
  it.each([`/${STAGE}`, `/${STAGE}/`, `/${API_ID}/${STAGE}`, `/${API_ID}/${STAGE}/`, `/${STAGE}?a=b`])(
    "is accepted as %s",
    async (path) => {
      await using gateway = await answering(ok);
      await gateway.connect(path);
      expect(gateway.events("connect")).toHaveLength(1);
    },
  );

  it.each(["/", "/other", `/${STAGE}/more`, `/${API_ID}`, `/${API_ID}/other`, `/x/${STAGE}`])(
    "is refused with 403 as %s",
    async (path) => {
      await using gateway = await answering(ok);
      expect(await refusalOf(gateway.connect(path))).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    },
  );

  it("is refused with 414 beyond 4096 characters", async () => {
    await using gateway = await answering(ok);
    const query = (length: number) => `/${STAGE}?t=${"x".repeat(length - STAGE.length - 4)}`;
    await gateway.connect(query(4_096));
    expect(await refusalOf(gateway.connect(query(4_097)))).toMatchObject({ status: 414 });
  });

  it.each(["/$default", "/%24default", "/%24default/"])("leads to a stage named $default as %s", async (path) => {
    await using gateway = await startGateway({
      resources: resources({ stage: { StageName: "$default" } }),
      functions: { connect: ok, disconnect: ok },
    });
    await gateway.connect(path);
    expect(gateway.events("connect")[0].requestContext.stage).toBe("$default");
  });

  it("needs the API's id when two APIs have a stage of that name", async () => {
    const other = webSocketApi({ logicalId: "Other", routes: { $connect: { function: "other" } } });
    await using gateway = await startGateway({
      resources: { ...resources(), ...other },
      functions: { connect: ok, disconnect: ok, other: ok },
    });
    expect(await refusalOf(gateway.connect(`/${STAGE}`))).toMatchObject({ status: 403 });
    await gateway.connect(`/${gateway.ref("Other")}/${STAGE}`);
    expect(gateway.events("other")).toHaveLength(1);
    expect(gateway.events("connect")).toHaveLength(0);
  });
});

describe("a malformed handshake", () => {
  it.each([
    ["no key", { "Sec-WebSocket-Key": undefined }],
    ["another protocol", { Upgrade: "h2c" }],
    ["version 8", { "Sec-WebSocket-Version": "8" }],
  ])("is refused with 400: %s", async (_, headers) => {
    await using gateway = await answering(ok);
    const client = await rawConnect(gateway.port);
    client.write(handshake(`/${STAGE}`, headers));
    expect((await client.ended).toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect(gateway.invocations).toEqual([]);
  });
});
