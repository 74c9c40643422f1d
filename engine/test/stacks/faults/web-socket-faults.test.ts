import { once } from "node:events";
import {
  ApiGatewayManagementApiClient,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Engine, startEngine } from "../../../src/engine.ts";
import { fixture } from "../fixture.ts";

let engine: Engine;
let management: ApiGatewayManagementApiClient;

beforeAll(async () => {
  engine = await startEngine({ template: fixture("faults/template.yaml") });
  management = new ApiGatewayManagementApiClient({
    endpoint: engine.webSockets[0]?.managementUrl ?? "",
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});
afterEach(() => engine.faults.clear());
afterAll(async () => {
  management.destroy();
  await engine.stop();
});

interface User extends AsyncDisposable {
  readonly socket: WebSocket;
  readonly id: string;
  /** Sends, and resolves with the answer. */
  ask(message: object): Promise<string>;
}

const urlOf = (user: string) => `${engine.webSockets[0]?.url}?user=${user}`;

async function connect(user: string): Promise<User> {
  const after = engine.journal.lastSeq;
  const socket = new WebSocket(urlOf(user));
  await once(socket, "open");
  socket.on("error", () => undefined);
  const connected = await engine.journal.waitFor({ service: "execute-api", type: "connect" }, { after });
  return {
    socket,
    id: String(connected.data.connectionId),
    async ask(message) {
      socket.send(JSON.stringify(message));
      const [data] = await once(socket, "message");
      return String(data);
    },
    async [Symbol.asyncDispose]() {
      if (socket.readyState === WebSocket.CLOSED) return;
      socket.terminate();
      await once(socket, "close");
    },
  };
}

const post = ({ id }: User) => management.send(new PostToConnectionCommand({ ConnectionId: id, Data: "news" }));

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail("The call succeeded."),
    (error) => ({ name: error.name, status: error.$metadata?.httpStatusCode }),
  );

/** The answer in place of a 101. */
async function refusal(user: string) {
  const socket = new WebSocket(urlOf(user));
  socket.on("error", () => undefined);
  const [, response] = await once(socket, "unexpected-response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const { statusCode, headers } = response;
  return { statusCode, type: headers["x-amzn-errortype"], body: Buffer.concat(chunks).toString() };
}

const injected = () => engine.journal.waitFor({ service: "faults", type: "injected" }, { after: before });

let before = 0;
function set(fault: string) {
  before = engine.journal.lastSeq;
  return engine.faults.add(fault);
}

describe("a fault at @connections", () => {
  it("gone: answers as for a connection that is closed, and the connection stays", async () => {
    await using alice = await connect("alice");
    await using bob = await connect("bob");
    set("gone:user=alice,operation=PostToConnection,count=1");
    await post(bob);
    expect(await failureOf(post(alice))).toEqual({ name: "GoneException", status: 410 });
    expect((await injected()).data).toMatchObject({ kind: "gone", at: "@connections", connectionId: alice.id });
    await post(alice);
    expect(engine.faults.list()).toEqual([]);
  });

  it("gone: has the body and the headers of the real one", async () => {
    await using alice = await connect("alice");
    await using bob = await connect("bob");
    const wire = async (id: string) => {
      const call = management.send(new GetConnectionCommand({ ConnectionId: id }));
      const { $response } = await call.catch((error) => error);
      const { "x-amzn-requestid": _id, date: _date, ...headers } = $response.headers;
      return { status: $response.statusCode, headers };
    };
    bob.socket.terminate();
    await engine.journal.waitFor({ type: "disconnect", data: { connectionId: bob.id } });
    const real = await wire(bob.id);
    set("gone");
    expect(await wire(alice.id)).toEqual(real);
  });

  it.each([
    ["throttled", { name: "LimitExceededException", status: 429 }],
    ["error", { name: "InternalServerErrorException", status: 500 }],
  ])("%s: fails the call", async (kind, failure) => {
    await using alice = await connect("alice");
    set(`${kind}:at=@connections`);
    expect(await failureOf(post(alice))).toEqual(failure);
  });
});

describe("a fault at the handshake", () => {
  it.each([
    ["throttled", 429, "TooManyRequestsException", '{"message":"Too Many Requests"}'],
    ["error", 500, "InternalServerErrorException", '{"message":"Internal server error"}'],
  ])("%s: answers in place of the 101", async (kind, statusCode, type, body) => {
    set(`${kind}:at=handshake,api=Chat,stage=dev`);
    expect(await refusal("alice")).toEqual({ statusCode, type, body });
  });

  it("dropped: ends TCP without an answer", async () => {
    set("dropped:at=handshake");
    const socket = new WebSocket(urlOf("alice"));
    const [error] = await once(socket, "error");
    expect(error.message).toBe("socket hang up");
  });
});

describe("a fault at a message", () => {
  it.each([
    ["throttled", "Too Many Requests"],
    ["error", "Internal server error"],
  ])("%s: answers with the gateway's own frame, and runs no function", async (kind, message) => {
    await using alice = await connect("alice");
    set(`${kind}:route=$default,count=1`);
    const invocations = () => engine.journal.entries({ service: "lambda", type: "invoke" }).length;
    const ran = invocations();
    const frame = JSON.parse(await alice.ask({ text: "hello" }));
    expect(frame).toEqual({ message, connectionId: alice.id, requestId: frame.requestId });
    const { data } = await injected();
    const trip = { routeKey: "$default", user: "alice", connectionId: alice.id, requestId: frame.requestId };
    expect(data).toMatchObject({ kind, at: "message", ...trip });
    expect(invocations()).toBe(ran);
    expect(await alice.ask({ text: "hello" })).toBe('{"text":"hello"}');
  });

  it("delay: the answer comes when engine time has passed", async () => {
    await using alice = await connect("alice");
    set("delay:at=message,ms=60000");
    const answer = alice.ask({ text: "late" });
    await injected();
    const sentAt = engine.clock.now();
    await engine.clock.advance(60_000);
    expect(await answer).toBe('{"text":"late"}');
    expect(engine.clock.now() - sentAt).toBeGreaterThanOrEqual(60_000);
  });

  it("dropped: the connection ends with 1006 on both sides, and $disconnect runs", async () => {
    await using alice = await connect("alice");
    set("dropped:route=time");
    alice.socket.send('{"action":"time"}');
    const [code] = await once(alice.socket, "close");
    expect(code).toBe(1006);
    const { data } = await engine.journal.waitFor({ type: "disconnect", data: { connectionId: alice.id } });
    expect(data.code).toBe(1006);
    await engine.journal.waitFor({ type: "invoke", data: { logicalId: "Leave" } }, { after: before });
  });
});

describe("a fault of connections", () => {
  it("dropped: ends those that are open at once, and only those that it is meant for", async () => {
    await using alice = await connect("alice");
    await using bob = await connect("bob");
    set("dropped:user=alice,count=1");
    const [code] = await once(alice.socket, "close");
    expect(code).toBe(1006);
    expect(await bob.ask({ text: "still here" })).toBe('{"text":"still here"}');
    await using back = await connect("alice");
    expect(await back.ask({ text: "again" })).toBe('{"text":"again"}');
  });

  it("half-open: reads and writes nothing any more, posts succeed, and the idle limit ends it", async () => {
    await using alice = await connect("alice");
    const heard: string[] = [];
    alice.socket.on("message", (data) => heard.push(String(data)));
    alice.socket.on("pong", () => heard.push("pong"));
    set(`half-open:connection=${alice.id}`);
    const messages = () => engine.journal.entries({ type: "message", data: { connectionId: alice.id } }).length;
    alice.socket.send('{"text":"unheard"}');
    alice.socket.ping();
    await post(alice);
    // A second connection is answered after all that the first has sent.
    await using bob = await connect("bob");
    expect(await bob.ask({ text: "hello" })).toBe('{"text":"hello"}');
    expect([heard, messages(), alice.socket.readyState]).toEqual([[], 0, WebSocket.OPEN]);
    const closed = once(alice.socket, "close");
    const gone = engine.journal.waitFor({ type: "disconnect", data: { connectionId: alice.id } });
    await engine.clock.advance(11 * 60 * 1000);
    expect((await gone).data).toMatchObject({ code: 1001, by: "gateway" });
    expect((await closed)[0]).toBe(1006);
    expect(await failureOf(post(alice))).toMatchObject({ name: "GoneException" });
  });

  it("lost-disconnect: the connection ends, and its function is not invoked", async () => {
    await using alice = await connect("alice");
    set("lost-disconnect:user=alice");
    alice.socket.close(1000);
    const strike = await injected();
    expect(strike.data).toMatchObject({ kind: "lost-disconnect", routeKey: "$disconnect", connectionId: alice.id });
    await using bob = await connect("bob");
    bob.socket.close(1000);
    await engine.journal.waitFor({ type: "invoke", data: { logicalId: "Leave" } }, { after: strike.seq });
    const runs = engine.journal.entries({ type: "invoke", data: { logicalId: "Leave" } });
    expect(runs.filter(({ seq }) => seq > before)).toHaveLength(1);
  });
});

describe("a clock-skew", () => {
  it("sets the function's clock: its SDK is refused with InvalidSignatureException, and mends itself", async () => {
    await using alice = await connect("alice");
    set("clock-skew:ms=-3600000,function=Time");
    const frames: string[] = [];
    alice.socket.on("message", (data) => frames.push(String(data)));
    const timeOf = async () => {
      frames.length = 0;
      alice.socket.send('{"action":"time"}');
      const answer = () => frames.find((frame) => frame.includes("aheadMs"));
      await expect.poll(answer).toBeDefined();
      return JSON.parse(answer() ?? "");
    };
    const { aheadMs, remainingMs, posts } = await timeOf();
    expect(aheadMs).toBeLessThan(-3_590_000);
    expect(remainingMs).toBeGreaterThan(0);
    expect(remainingMs).toBeLessThanOrEqual(5000);
    expect(posts).toEqual(["InvalidSignatureException", "posted"]);
    engine.faults.clear();
    expect((await timeOf()).aheadMs).toBeGreaterThanOrEqual(0);
  });
});
