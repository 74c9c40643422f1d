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
