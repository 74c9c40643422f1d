import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { describe, expect, it } from "vitest";
import { createClock } from "../../../../src/kernel/clock.ts";
import { API_ID, type Event, type Gateway, ok, STAGE, startGateway, webSocketApi } from "./harness/gateway.ts";

const NEVER_EXISTED = "BFaT_fALIAMCKug=";

function start(functions: Readonly<Record<string, (event: Event) => unknown>> = {}): Promise<Gateway> {
  return startGateway({
    resources: webSocketApi({
      routes: {
        $connect: { function: "connect" },
        $disconnect: { function: "disconnect" },
        $default: { function: "message" },
      },
    }),
    functions: { connect: ok, disconnect: ok, message: ok, ...functions },
    // Signatures are checked against the machine's time.
    clock: createClock(),
  });
}

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

function sdk(gateway: Gateway, path = `/${STAGE}`, keys = credentials) {
  return new ApiGatewayManagementApiClient({
    endpoint: gateway.endpoint + path,
    region: "eu-west-1",
    credentials: keys,
    maxAttempts: 1,
  });
}

const connectionIdOf = (gateway: Gateway, index = 0) =>
  String(gateway.journal.entries({ type: "connect" })[index]?.data.connectionId);

const post = (gateway: Gateway, ConnectionId: string, Data: string | Uint8Array, path?: string) =>
  sdk(gateway, path).send(new PostToConnectionCommand({ ConnectionId, Data }));

/** Without a signature, where none is asked for. */
function unsigned(): Promise<Gateway> {
  return startGateway({
    resources: webSocketApi({ routes: { $disconnect: { function: "disconnect" } } }),
    functions: { disconnect: ok },
    settings: { verifySignatures: false },
  });
}

const request = (gateway: Gateway, method: string, path: string, body?: string | Uint8Array<ArrayBuffer>) =>
  fetch(gateway.endpoint + path, { method, ...(body !== undefined && { body }) });

async function answerOf(response: Response) {
  return { status: response.status, type: response.headers.get("x-amzn-errortype"), body: await response.text() };
}

describe("POST /@connections/{id}", () => {
  it.each([`/${STAGE}`, `/${API_ID}/${STAGE}`])("sends the body as a text message under %s", async (path) => {
    await using gateway = await start();
    const client = await gateway.connect();
    const { $metadata } = await post(gateway, connectionIdOf(gateway), '{"hello":"é"}', path);
    expect($metadata.httpStatusCode).toBe(200);
    expect(await client.next()).toBe('{"hello":"é"}');
  });

  it("says why an endpoint that ends in a slash is refused", async () => {
    await using gateway = await start();
    await gateway.connect();
    const sent = post(gateway, connectionIdOf(gateway), "x", `/${STAGE}/`);
    await expect(sent).rejects.toMatchObject({ name: "ForbiddenException", $metadata: { httpStatusCode: 403 } });
    const [refusal] = gateway.journal.entries({ type: "refuse" });
    expect(refusal?.data).toMatchObject({ status: 403, reason: expect.stringContaining("ends in a slash") });
  });

  it("answers 200 with an empty body", async () => {
    await using gateway = await unsigned();
    const client = await gateway.connect();
    const response = await request(gateway, "POST", `/${STAGE}/@connections/${connectionIdOf(gateway)}`, "x");
    expect(await answerOf(response)).toEqual({ status: 200, type: null, body: "" });
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(await client.next()).toBe("x");
  });

  it.each([
    ["raw", (id: string) => `/@connections/${id}`],
    ["percent-encoded", (id: string) => `/%40connections/${encodeURIComponent(id)}`],
  ])("finds the connection by its %s id", async (_, path) => {
    await using gateway = await unsigned();
    const client = await gateway.connect();
    expect((await request(gateway, "POST", `/${STAGE}${path(connectionIdOf(gateway))}`, "x")).status).toBe(200);
    expect(await client.next()).toBe("x");
  });

  it("sends an empty message for an empty body", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    await post(gateway, connectionIdOf(gateway), "");
    expect(await client.next()).toBe("");
  });

  it("takes 128 KB and splits it into frames of 32 KB", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    const text = "é".repeat(64 * 1024);
    await post(gateway, connectionIdOf(gateway), text);
    expect(await client.next()).toBe(text);
  });

  it("answers 413 above 128 KB", async () => {
    await using gateway = await start();
    await gateway.connect();
    const tooLarge = post(gateway, connectionIdOf(gateway), new Uint8Array(128 * 1024 + 1));
    await expect(tooLarge).rejects.toMatchObject({
      name: "PayloadTooLargeException",
      $metadata: { httpStatusCode: 413 },
    });
  });

  it("answers 410 with an empty body for an id that never existed", async () => {
    await using gateway = await unsigned();
    const response = await request(gateway, "POST", `/${STAGE}/@connections/${NEVER_EXISTED}`, "x");
    expect(await answerOf(response)).toEqual({ status: 410, type: "GoneException", body: "" });
  });

  it("answers 410 Gone after the connection closed", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    await client.close();
    await gateway.called("disconnect");
    await expect(post(gateway, connectionIdOf(gateway), "x")).rejects.toMatchObject({ name: "GoneException" });
  });

  it("answers 410 for the connection whose $connect is still running", async () => {
    let outcome: unknown;
    const connect = async ({ requestContext }: Event) => {
      outcome = await post(gateway, requestContext.connectionId, "early").catch((error: unknown) => error);
      return { statusCode: 200 };
    };
    const gateway: Gateway = await start({ connect });
    await using _ = gateway;
    await gateway.connect();
    expect(outcome).toMatchObject({ name: "GoneException", $metadata: { httpStatusCode: 410 } });
  });

  it("reaches other connections from $connect and $disconnect", async () => {
    const tell = async ({ requestContext }: Event) => {
      const first = connectionIdOf(gateway);
      if (first !== "undefined") await post(gateway, first, requestContext.eventType);
      return { statusCode: 200 };
    };
    const gateway: Gateway = await start({ connect: tell, disconnect: tell });
    await using _ = gateway;
    const first = await gateway.connect();
    const second = await gateway.connect();
    expect(await first.next()).toBe("CONNECT");
    await second.close();
    expect(await first.next()).toBe("DISCONNECT");
  });

  it("does not reach a connection of another API or stage", async () => {
    await using gateway = await startGateway({
      resources: { ...webSocketApi(), ...webSocketApi({ logicalId: "Other" }) },
      settings: { verifySignatures: false },
    });
    await gateway.connect(`/${API_ID}/${STAGE}`);
    const path = `/${STAGE}/@connections/${connectionIdOf(gateway)}`;
    expect((await request(gateway, "POST", `/${gateway.ref("Other")}${path}`, "x")).status).toBe(410);
    expect((await request(gateway, "POST", `/${API_ID}${path}`, "x")).status).toBe(200);
  });

  it.each(["cjy8i76bx002884le6n17d49b", "6sdf"])("answers 400 for the malformed id %s", async (id) => {
    await using gateway = await unsigned();
    const response = await request(gateway, "POST", `/${STAGE}/@connections/${id}`, "x");
    expect(await answerOf(response)).toEqual({
      status: 400,
      type: "BadRequestException",
      body: JSON.stringify({ message: `Invalid connectionId: ${id}` }),
    });
  });

  it.each(["/@connections", `/other/@connections`, `/x/y/@connections`, `/${API_ID}/@connections`])(
    "answers 403 Forbidden for a wrong or missing stage: %s",
    async (path) => {
      await using gateway = await unsigned();
      const response = await request(gateway, "POST", `${path}/${NEVER_EXISTED}`, "x");
      expect(await answerOf(response)).toEqual({
        status: 403,
        type: "ForbiddenException",
        body: '{"message":"Forbidden"}',
      });
    },
  );

  it.each(["/@connections/", "/@connections", `/@connections/${NEVER_EXISTED}/more`])(
    "names no method for %s",
    async (path) => {
      await using gateway = await unsigned();
      const { status, body } = await answerOf(await request(gateway, "POST", `/${STAGE}${path}`, "x"));
      expect(status).toBe(403);
      expect(body).toContain(`No method found matching route ${STAGE}${path} for http method POST`);
    },
  );

  it("answers 429 while the client does not read what it was sent", async () => {
    await using gateway = await unsigned();
    const client = await gateway.connect();
    client.socket.pause();
    const path = `/${STAGE}/@connections/${connectionIdOf(gateway)}`;
    const statuses: number[] = [];
    // The kernel's buffers have to be full before ours begins to fill.
    for (let sent = 0; sent < 400 && statuses.at(-1) !== 429; sent += 1)
      statuses.push((await request(gateway, "POST", path, Buffer.alloc(128 * 1024, "x"))).status);
    expect(statuses.at(-1)).toBe(429);
    client.socket.terminate();
  });
});

describe("GET /@connections/{id}", () => {
  it("tells when and by whom the connection was made, and when it was last active", async () => {
    await using gateway = await start();
    await gateway.connect(`/${STAGE}`, { headers: { "User-Agent": "probe/1" } });
    const command = new GetConnectionCommand({ ConnectionId: connectionIdOf(gateway) });
    expect(await sdk(gateway).send(command)).toMatchObject({
      ConnectedAt: expect.any(Date),
      Identity: { SourceIp: "127.0.0.1", UserAgent: "probe/1" },
      LastActiveAt: expect.any(Date),
    });
  });

  it("has the members and forms of AWS's answer", async () => {
    await using gateway = await unsigned();
    await gateway.connect();
    const response = await request(gateway, "GET", `/${STAGE}/@connections/${connectionIdOf(gateway)}`);
    const iso = "2026-03-01T12:00:00.000Z";
    expect(await response.text()).toBe(
      JSON.stringify({ connectedAt: iso, identity: { sourceIp: "127.0.0.1" }, lastActiveAt: iso }),
    );
  });

  it("moves lastActiveAt with data in either direction", async () => {
    await using gateway = await startGateway({
      resources: webSocketApi({ routes: { $default: { function: "message" } } }),
      functions: { message: ok },
      settings: { verifySignatures: false },
    });
    const client = await gateway.connect();
    const path = `/${STAGE}/@connections/${connectionIdOf(gateway)}`;
    const lastActive = async () => (await (await request(gateway, "GET", path)).json()).lastActiveAt;
    await gateway.clock.advance(60_000);
    client.send("x");
    await gateway.called("message");
    expect(await lastActive()).toBe("2026-03-01T12:01:00.000Z");
    await gateway.clock.advance(60_000);
    await request(gateway, "POST", path, "y");
    expect(await lastActive()).toBe("2026-03-01T12:02:00.000Z");
  });
});

describe("DELETE /@connections/{id}", () => {
  it("closes the client with 1000 and runs $disconnect", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    const { $metadata } = await sdk(gateway).send(
      new DeleteConnectionCommand({ ConnectionId: connectionIdOf(gateway) }),
    );
    expect($metadata.httpStatusCode).toBe(204);
    expect(await client.closed).toMatchObject({ code: 1000 });
    const [event] = await gateway.called("disconnect");
    expect(event.requestContext).toMatchObject({
      disconnectStatusCode: 1000,
      disconnectReason: "Connection Closed Normally",
    });
  });

  it("answers 410 the second time", async () => {
    await using gateway = await unsigned();
    await gateway.connect();
    const path = `/${STAGE}/@connections/${connectionIdOf(gateway)}`;
    expect((await request(gateway, "DELETE", path)).status).toBe(204);
    expect((await request(gateway, "DELETE", path)).status).toBe(410);
  });
});

describe("the signature of an @connections call", () => {
  const path = `/${STAGE}/@connections/${NEVER_EXISTED}`;

  it("is missing: 403 MissingAuthenticationTokenException", async () => {
    await using gateway = await start();
    expect(await answerOf(await request(gateway, "POST", path, "x"))).toEqual({
      status: 403,
      type: "MissingAuthenticationTokenException",
      body: '{"message":"Missing Authentication Token"}',
    });
  });

  it("is wrong: 403", async () => {
    await using gateway = await start();
    const client = sdk(gateway, `/${STAGE}`, { accessKeyId: "test", secretAccessKey: "wrong" });
    const call = client.send(new PostToConnectionCommand({ ConnectionId: NEVER_EXISTED, Data: "x" }));
    await expect(call).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it("is of a key that nobody has: 403", async () => {
    await using gateway = await start();
    const client = sdk(gateway, `/${STAGE}`, { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "x" });
    const call = client.send(new GetConnectionCommand({ ConnectionId: NEVER_EXISTED }));
    await expect(call).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it("is right: the call goes on, whatever the engine's time", async () => {
    await using gateway = await start();
    await gateway.clock.advance(90 * 60_000);
    await expect(post(gateway, NEVER_EXISTED, "x")).rejects.toMatchObject({ name: "GoneException" });
  });
});

describe("what is recorded of a push", () => {
  it("is its size, not its text", async () => {
    await using gateway = await unsigned();
    await gateway.connect();
    const connectionId = connectionIdOf(gateway);
    await request(gateway, "POST", `/${STAGE}/@connections/${connectionId}`, "secret text");
    expect(gateway.journal.entries({ type: "post" })).toMatchObject([{ data: { connectionId, bytes: 11 } }]);
    expect(JSON.stringify(gateway.journal.entries())).not.toContain("secret");
  });
});
