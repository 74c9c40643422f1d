import { describe, expect, it } from "vitest";
import { createHarness } from "../support/harness.ts";

const MINUTE_MS = 60_000;
const PING = { action: "ping" };

describe("heartbeat", () => {
  it("pings after 4.5 minutes of silence", async () => {
    const { open, clock } = createHarness();
    const socket = await open();
    await clock.advance(4.5 * MINUTE_MS - 1);
    expect(socket.sent).toEqual([]);
    await clock.advance(1);
    expect(socket.sent).toEqual([PING]);
  });

  it("never leaves a connection without a frame for 10 minutes, whatever comes when", async () => {
    const { open, clock } = createHarness();
    const socket = await open();
    let lastFrameAt = clock.now();
    for (const pauseMs of [1, 4.5 * MINUTE_MS - 1, 4.5 * MINUTE_MS, 3 * MINUTE_MS, 4.5 * MINUTE_MS, 2]) {
      await clock.advance(pauseMs);
      if (socket.sent.length > 0) lastFrameAt = clock.now();
      expect(clock.now() - lastFrameAt).toBeLessThan(10 * MINUTE_MS);
      socket.receive({ type: "pong" });
      lastFrameAt = clock.now();
    }
  });

  it("skips the ping when something was heard", async () => {
    const { open, clock } = createHarness();
    const socket = await open();
    await clock.advance(4 * MINUTE_MS);
    socket.receive({ type: "User Push Notification", id: "1", message: "hello" });
    await clock.advance(4 * MINUTE_MS);
    expect(socket.sent).toEqual([]);
    await clock.advance(0.5 * MINUTE_MS);
    expect(socket.sent).toEqual([PING]);
  });

  it("gives a connection up that does not answer for 10 s", async () => {
    const { open, clock, client } = createHarness();
    const socket = await open();
    await clock.advance(4.5 * MINUTE_MS + 10_000);
    expect(client.status).toMatchObject({ state: "disconnected", code: "heartbeat_timeout", willReconnect: true });
    expect(socket.closedWith).toBe(1000);
  });

  it("takes anything for an answer, and goes on", async () => {
    const { open, clock, client } = createHarness();
    const socket = await open();
    await clock.advance(4.5 * MINUTE_MS);
    socket.receive("not even JSON");
    await clock.advance(4.5 * MINUTE_MS);
    expect(socket.sent).toEqual([PING, PING]);
    expect(client.status.state).toBe("connected");
  });

  it("stops with the connection", async () => {
    const { open, clock, client } = createHarness();
    const socket = await open();
    client.disconnect();
    await clock.advance(60 * MINUTE_MS);
    expect(socket.sent).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it.each([0, -1, 540_001, Number.NaN])("cannot be every %d ms", (heartbeatMs) => {
    expect(() => createHarness({ heartbeatMs })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});

describe("probe", () => {
  const SIX_SECONDS_MS = 6_000;

  /** Connects, and lets some seconds pass in which nothing comes. */
  async function quiet() {
    const harness = createHarness();
    const socket = await harness.open();
    await harness.clock.advance(SIX_SECONDS_MS);
    return { ...harness, socket };
  }

  it("pings at once and resolves with true when anything comes", async () => {
    const { client, socket } = await quiet();
    const alive = client.probe();
    expect(socket.sent).toEqual([PING]);
    socket.receive({ type: "pong" });
    expect(await alive).toBe(true);
  });

  it("gives up a dead socket within 3 s, resolves with false, and opens another", async () => {
    const { client, clock, sockets } = await quiet();
    const alive = client.probe();
    await clock.advance(3_000);
    expect(await alive).toBe(false);
    expect(client.status).toMatchObject({ state: "disconnected", code: "heartbeat_timeout", willReconnect: true });
    await clock.advance(1_000);
    expect(sockets).toHaveLength(2);
  });

  it("pings once for a swarm of events, and not at all within 5 s of a sign of life", async () => {
    const { client, clock, socket, stir } = await quiet();
    for (let i = 0; i < 5; i++) stir();
    const alive = client.probe();
    socket.receive({ type: "pong" });
    await clock.advance(4_999);
    stir();
    expect(await alive).toBe(true);
    expect(await client.probe()).toBe(true);
    expect(socket.sent).toEqual([PING]);
    await clock.advance(1);
    stir();
    expect(socket.sent).toEqual([PING, PING]);
  });

  it("comes 5 s after a sign of life that was before the event, since the socket may have died after it", async () => {
    const { client, clock, socket, stir } = await quiet();
    socket.receive({ type: "User Push Notification", id: "1", message: "hello" });
    await clock.advance(1_000);
    stir();
    await clock.advance(3_999);
    expect(socket.sent).toEqual([]);
    await clock.advance(1);
    expect(socket.sent).toEqual([PING]);
    await clock.advance(3_000);
    expect(client.status).toMatchObject({ state: "disconnected", code: "heartbeat_timeout" });
  });

  it("does not come then if something was heard since the event", async () => {
    const { clock, socket, stir } = await quiet();
    socket.receive({ type: "User Push Notification", id: "1", message: "hello" });
    await clock.advance(1_000);
    stir();
    await clock.advance(1_000);
    socket.receive({ type: "User Push Notification", id: "2", message: "hello" });
    await clock.advance(4.5 * MINUTE_MS - 1);
    expect(socket.sent).toEqual([]);
    await clock.advance(1);
    expect(socket.sent).toEqual([PING]);
  });

  it("shortens the wait for an answer to a ping", async () => {
    const { client, clock, stir } = await quiet();
    await clock.advance(4.5 * MINUTE_MS - SIX_SECONDS_MS);
    stir();
    await clock.advance(3_000);
    expect(client.status.state).toBe("disconnected");
  });

  it("resolves with false where there is no connection, and when it ends by itself", async () => {
    const { client, socket } = await quiet();
    const alive = client.probe();
    socket.end();
    expect(await alive).toBe(false);
    expect(await client.probe()).toBe(false);
  });

  it("comes by itself within 10 s after a machine has slept", async () => {
    const { statuses, clock, socket } = await quiet();
    clock.sleep(2 * MINUTE_MS);
    await clock.advance(10_000);
    expect(socket.sent).toEqual([PING]);
    await clock.advance(3_000);
    expect(statuses).toContainEqual(expect.objectContaining({ code: "heartbeat_timeout" }));
  });

  it("does not come for the timers of a hidden page, which are late by up to a minute", async () => {
    const { clock, socket } = await quiet();
    clock.sleep(MINUTE_MS);
    await clock.advance(10_000);
    expect(socket.sent).toEqual([]);
  });

  it("goes on with the heartbeat afterwards", async () => {
    const { client, clock, socket } = await quiet();
    void client.probe();
    socket.receive({ type: "pong" });
    await clock.advance(4.5 * MINUTE_MS);
    expect(socket.sent).toEqual([PING, PING]);
  });
});
