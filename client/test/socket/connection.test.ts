import { describe, expect, it } from "vitest";
import { type Status, UnauthorizedError } from "../../src/index.ts";
import { type Phase, type Signal, TRANSITIONS } from "../../src/socket/states.ts";
import { settled } from "../support/fake-clock.ts";
import { createHarness, type Harness } from "../support/harness.ts";

/** Returns a getToken that the test answers. */
function heldToken() {
  const answers: ((token: string) => void)[] = [];
  return { getToken: () => new Promise<string>((resolve) => answers.push(resolve)), answers };
}

const STATE_OF: Readonly<Record<Phase, Status["state"]>> = {
  idle: "disconnected",
  waiting: "disconnected",
  paused: "disconnected",
  connecting: "connecting",
  open: "connected",
};

/** Ways to bring a client into each phase. */
const REACH: Readonly<Record<Phase, (harness: Harness) => Promise<unknown>>> = {
  idle: async () => {},
  connecting: async ({ client }) => {
    client.connect();
    await settled();
  },
  open: ({ open }) => open(),
  waiting: async ({ open }) => (await open()).end(),
  paused: async ({ client, obstruct }) => {
    client.connect();
    obstruct("offline");
  },
};

/** Ways to send each signal, in a phase where it may come. */
const SEND: Readonly<Record<Signal, (harness: Harness) => unknown>> = {
  start: ({ client }) => client.connect(),
  retry: ({ clock }) => clock.advance(20_000),
  opened: ({ socket }) => socket().open(),
  lost: ({ socket }) => socket().end(),
  pause: ({ obstruct }) => obstruct("offline"),
  resume: ({ obstruct }) => obstruct(undefined),
  stop: ({ client }) => client.disconnect(),
};

describe("states", () => {
  const rows = Object.entries(TRANSITIONS).flatMap(([phase, signals]) =>
    Object.entries(signals).map(([signal, next]) => [phase, signal, next] as [Phase, Signal, Phase]),
  );
  // A client that is not started watches nothing: only its own start can tell it of an obstacle.
  const reachable = rows.filter(([phase, signal]) => !(phase === "idle" && signal === "pause"));

  it.each(reachable)("%s, %s → %s", async (phase, signal, next) => {
    const harness = createHarness();
    await REACH[phase](harness);
    expect(harness.client.status.state).toBe(STATE_OF[phase]);
    await SEND[signal](harness);
    expect(harness.client.status.state).toBe(STATE_OF[next]);
    if (next === "waiting" || next === "paused") expect(harness.client.status).toMatchObject({ willReconnect: true });
    if (next === "idle") expect(harness.client.status).toMatchObject({ willReconnect: false });
  });

  it("start in a page that is offline waits for the network", () => {
    const { client, sockets } = createHarness({
      environment: {
        watch(listener) {
          listener("offline");
          return () => {};
        },
      },
    });
    client.connect();
    expect(client.status).toMatchObject({ state: "disconnected", code: "offline", willReconnect: true });
    expect(sockets).toEqual([]);
  });

  it.each([
    ["idle", "disconnect", ({ client }: Harness) => client.disconnect()],
    ["open", "connect", ({ client }: Harness) => client.connect()],
    ["connecting", "connect", ({ client }: Harness) => client.connect()],
    ["open", "online", ({ obstruct }: Harness) => obstruct(undefined)],
    ["paused", "connect", ({ client }: Harness) => client.connect()],
    ["paused", "a second obstacle", ({ obstruct }: Harness) => obstruct("hidden")],
  ] as const)("%s is not changed by %s", async (phase, _, act) => {
    const harness = createHarness();
    await REACH[phase](harness);
    const before = [...harness.statuses];
    act(harness);
    await settled();
    expect(harness.statuses).toEqual(before);
    expect(harness.sockets.length).toBeLessThanOrEqual(1);
  });
});

describe("status", () => {
  it("says before anything else that nobody has connected", () => {
    const { client } = createHarness();
    expect(client.status).toMatchObject({
      state: "disconnected",
      code: "client_disconnected",
      willReconnect: false,
      retryInMs: undefined,
    });
  });

  it("tells the way through an outage", async () => {
    const { open, accept, clock, statuses } = createHarness();
    const socket = await open();
    socket.end(1001, "Going away");
    await clock.advance(250);
    await accept();
    expect(statuses).toMatchObject([
      { state: "connecting" },
      { state: "connected" },
      { state: "disconnected", code: "connection_lost", reason: "Going away", willReconnect: true, retryInMs: 250 },
      { state: "connecting" },
      { state: "connected" },
    ]);
  });

  it.each([
    [
      "the code when the socket has nothing else to tell",
      (harness: Harness) => harness.socket().end(1006),
      "closed with 1006",
    ],
    [
      "the failure where the platform tells it",
      (harness: Harness) => harness.socket().fail("Unexpected response: 401"),
      "Unexpected response: 401",
    ],
  ])("gives %s for a refused handshake", async (_, refuse, reason) => {
    const harness = createHarness();
    harness.client.connect();
    await settled();
    refuse(harness);
    expect(harness.client.status).toMatchObject({ code: "handshake_failed", reason, willReconnect: true });
  });

  it("never quotes the token, even if the platform does", async () => {
    const { client, socket } = createHarness({ getToken: () => "s3cr3t" });
    client.connect();
    await settled();
    socket().fail("wss://example.com?access_token=s3cr3t refused");
    expect(JSON.stringify(client.status)).not.toContain("s3cr3t");
  });

  it("never quotes the token when the platform's constructor does", async () => {
    const { client } = createHarness({
      getToken: () => "s3cr3t",
      WebSocket: class {
        constructor(_: string, protocols?: string[]) {
          throw new SyntaxError(`The subprotocol '${protocols?.[1]}' is invalid.`);
        }
      } as never,
    });
    client.connect();
    await settled();
    expect(client.status).toMatchObject({ code: "invalid_token", willReconnect: false });
    expect(JSON.stringify(client.status)).not.toContain("s3cr3t");
  });
});

describe("backoff", () => {
  const delays = (statuses: readonly Status[]) =>
    statuses.flatMap((status) => (status.state === "disconnected" ? [status.retryInMs] : []));

  it("doubles while handshakes fail", async () => {
    const { client, clock, socket, statuses } = createHarness();
    client.connect();
    await settled();
    for (let attempt = 0; attempt < 8; attempt++) {
      socket().end();
      await clock.advance(10_000);
    }
    expect(delays(statuses)).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it.each([
    ["goes on after a connection of less than 5 s", 4999, 500],
    ["begins anew after one of 5 s", 5000, 250],
  ])("%s", async (_, uptimeMs, expected) => {
    const { open, accept, clock, socket, statuses } = createHarness();
    (await open()).end();
    await clock.advance(250);
    await accept();
    await clock.advance(uptimeMs);
    socket().end();
    expect(delays(statuses).at(-1)).toBe(expected);
  });

  it("tries at once when the network returns", async () => {
    const { open, obstruct, sockets, clock } = createHarness();
    await open();
    obstruct("offline");
    await clock.advance(3_600_000);
    expect(sockets).toHaveLength(1);
    obstruct(undefined);
    await settled();
    expect(sockets).toHaveLength(2);
  });

  it("can be replaced", async () => {
    const { open, statuses } = createHarness({ retryDelay: (failures) => failures * 7 });
    (await open()).end();
    expect(delays(statuses)).toEqual([7]);
  });
});

describe("getToken", () => {
  it("is asked before every connect, and told when the last handshake was refused", async () => {
    const { open, accept, clock, socket, tokenReasons } = createHarness();
    (await open()).end();
    await clock.advance(250);
    socket().end();
    await clock.advance(1000);
    (await accept()).end();
    await clock.advance(2000);
    expect(tokenReasons).toEqual(["connect", "connect", "expired", "connect"]);
  });

  it("stops everything with an UnauthorizedError", async () => {
    const { client, clock, sockets, tokenReasons } = createHarness({
      getToken() {
        throw new UnauthorizedError("signed out");
      },
    });
    client.connect();
    await clock.advance(3_600_000);
    expect(client.status).toMatchObject({ code: "unauthorized", reason: "signed out", willReconnect: false });
    expect([tokenReasons.length, sockets.length]).toEqual([1, 0]);
  });

  it("is asked again after any other error", async () => {
    let isDown = true;
    const { client, clock, accept, statuses } = createHarness({
      getToken: () => (isDown ? Promise.reject(new Error("503")) : "token"),
    });
    client.connect();
    await settled();
    expect(client.status).toMatchObject({ code: "token_failed", reason: "503", willReconnect: true, retryInMs: 250 });
    isDown = false;
    await clock.advance(250);
    await accept();
    expect(statuses.at(-1)).toEqual({ state: "connected" });
  });

  it("takes as long as it takes, and its late answer is not used", async () => {
    const { getToken, answers } = heldToken();
    const { client, clock, sockets } = createHarness({ getToken });
    client.connect();
    await clock.advance(3_600_000);
    expect(client.status.state).toBe("connecting");
    client.disconnect();
    answers[0]?.("late");
    await settled();
    expect(sockets).toEqual([]);
  });

  it("is told by its signal that nobody waits any more", async () => {
    const signals: AbortSignal[] = [];
    const { client } = createHarness({
      getToken({ signal }) {
        signals.push(signal);
        return new Promise(() => {});
      },
    });
    client.connect();
    await settled();
    expect(signals[0]?.aborted).toBe(false);
    client.disconnect();
    expect(signals[0]?.aborted).toBe(true);
  });
});

describe("the handshake", () => {
  it("has 20 s", async () => {
    const { client, clock, socket } = createHarness();
    client.connect();
    await clock.advance(20_000);
    expect(client.status).toMatchObject({ code: "connect_timeout", willReconnect: true });
    expect(socket().closedWith).toBe(1000);
  });

  it("offers the subprotocol pair by default", async () => {
    const { open } = createHarness({ getToken: () => "a.b.c" });
    expect(await open()).toMatchObject({ url: "wss://example.com/dev", protocols: ["websocket", "a.b.c"] });
  });

  it("that a disconnect overtakes is not heard of again", async () => {
    const { client, socket, statuses } = createHarness();
    client.connect();
    await settled();
    client.disconnect();
    const before = [...statuses];
    socket().open();
    socket().end();
    expect(statuses).toEqual(before);
    expect(socket().closedWith).toBe(1000);
  });
});

describe("disconnect frame", () => {
  const frame = { type: "disconnect", code: "maintenance", reason: "Back soon", reconnect: true };

  it("ends the connection before the server does, and says why", async () => {
    const { open, client } = createHarness();
    const socket = await open();
    socket.receive(frame);
    expect(client.status).toMatchObject({ code: "server_disconnect", reason: "Back soon", willReconnect: true });
    expect(client.status).toMatchObject({ error: { details: { serverCode: "maintenance" } } });
    expect(socket.closedWith).toBe(1000);
  });

  it("is obeyed about when to come back", async () => {
    const { open, client, clock, sockets } = createHarness();
    (await open()).receive({ ...frame, retryAfterMs: 90_000 });
    expect(client.status).toMatchObject({ retryInMs: 90_000 });
    await clock.advance(89_999);
    expect(sockets).toHaveLength(1);
    await clock.advance(1);
    expect(sockets).toHaveLength(2);
  });

  it("is obeyed about not to come back", async () => {
    const { open, client, clock, sockets } = createHarness();
    (await open()).receive({ type: "disconnect", code: "kicked", reconnect: false });
    expect(client.status).toMatchObject({ code: "server_disconnect", willReconnect: false });
    await clock.advance(3_600_000);
    expect(sockets).toHaveLength(1);
  });

  it("of an expired token makes getToken look for a new one", async () => {
    const { open, clock, tokenReasons } = createHarness();
    (await open()).receive({ type: "disconnect", code: "token_expired" });
    await clock.advance(250);
    expect(tokenReasons).toEqual(["connect", "expired"]);
  });
});

describe("error frame", () => {
  it.each([
    ["token_expired", 4401, "expired"],
    ["connection_unknown", 4404, "connect"],
  ])("%s closes the socket with %i and connects again", async (code, closeCode, reason) => {
    const { open, client, clock, tokenReasons } = createHarness();
    const socket = await open();
    socket.receive({ type: "error", code, message: "Sorry" });
    expect(socket.closedWith).toBe(closeCode);
    expect(client.status).toMatchObject({ code, reason: "Sorry", willReconnect: true });
    await clock.advance(250);
    expect(tokenReasons).toEqual(["connect", reason]);
  });

  it.each([
    [
      "one that nobody waits for",
      { type: "error", code: "invalid_json", message: "Not JSON" },
      { code: "invalid_json", message: "Not JSON" },
    ],
    [
      "one of a newer server",
      { type: "error", code: "quota", message: "Full" },
      { code: "server_error", details: { serverCode: "quota" } },
    ],
    [
      "API Gateway's own",
      { message: "Forbidden", connectionId: "c", requestId: "r" },
      { code: "gateway_error", message: "Forbidden" },
    ],
    ["what is no message", { type: "Entity Updated" }, { code: "invalid_frame" }],
  ])("is reported: %s", async (_, received, error) => {
    const { open, errors, client } = createHarness();
    (await open()).receive(received);
    expect(errors).toMatchObject([error]);
    expect(client.status.state).toBe("connected");
  });

  it("is not what a message of a newer server is", async () => {
    const { open, errors } = createHarness();
    (await open()).receive({ type: "cursor.moved", entityId: "a" });
    expect(errors).toEqual([]);
  });
});
