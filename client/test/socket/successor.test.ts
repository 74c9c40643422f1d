import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { handOverAgeMs } from "../../src/socket/successor.ts";
import { settled } from "../support/fake-clock.ts";
import { createHarness } from "../support/harness.ts";
import { actions, confirm, listen, update } from "../support/order.ts";

const MINUTE_MS = 60_000;
const LIFETIME_MS = 120 * MINUTE_MS;
/** Age of the hand-over where random numbers are 0.5. */
const HAND_OVER_MS = 107.5 * MINUTE_MS;

/** Connects, subscribes to `order`, and comes to the second socket, which is not open yet. */
async function old() {
  const harness = createHarness();
  const { client, clock, open, sockets } = harness;
  const told = listen(client.subscribe("order"));
  const first = await open();
  await confirm(first, { seq: 0 });
  const answerPings = async (until: number) => {
    for (let minutes = 0; clock.now() < until && minutes < 200; minutes++) {
      await clock.advance(Math.min(MINUTE_MS, until - clock.now()));
      if (sockets.length === 1) first.receive({ type: "pong" });
    }
  };
  await answerPings(clock.now() + HAND_OVER_MS);
  return { ...harness, first, told };
}

describe("hand-over", () => {
  it("opens a second connection before the first is 2 hours old, and goes over without being disconnected", async () => {
    const { client, sockets, first, statuses, accept, told } = await old();
    expect(sockets).toHaveLength(2);
    const second = await accept();
    expect(actions(second)).toEqual(["subscribe order"]);
    first.receive(update("1", { seq: 1 }));
    expect(second.request("subscribe")).toMatchObject({ since: 0 });
    await confirm(second, { seq: 1, recovered: true });
    second.receive(update("1", { seq: 1 }));
    expect(first.closedWith).toBeUndefined();
    second.receive(update("2", { seq: 2 }));
    expect(told.told.filter(([name]) => name === "message")).toMatchObject([
      ["message", { id: "1" }],
      ["message", { id: "2" }],
    ]);
    expect(told.names()).not.toContain("gap");
    expect(statuses.map(({ state }) => state)).toEqual(["connecting", "connected"]);
    expect(client.send("typing", {})).toBe(true);
    expect(second.sent.at(-1)).toEqual({ action: "typing" });
  });

  it("hears the first for 30 s more", async () => {
    const { clock, first, accept } = await old();
    await accept();
    await clock.advance(29_000);
    expect(first.closedWith).toBeUndefined();
    await clock.advance(1_000);
    expect(first.closedWith).toBe(1000);
  });

  it("is no loss when the first ends meanwhile, in whichever way", async () => {
    const { client, first, accept } = await old();
    await accept();
    first.receive({ type: "disconnect", code: "replaced" });
    first.end(1001);
    await settled();
    expect(client.status.state).toBe("connected");
  });

  it("hears on the first the answer to what was asked there", async () => {
    const { client, first, accept } = await old();
    const asked = client.request("ask", {});
    await accept();
    first.answer("ask", { type: "answer" });
    expect(await asked).toMatchObject({ type: "answer" });
  });

  it("joins on the second what was being joined on the first", async () => {
    const { client, clock, first, accept } = await old();
    client.subscribe("invoice");
    expect(actions(first)).toContain("subscribe invoice");
    const second = await accept();
    first.answer("subscribe", { type: "subscribed", entityId: "invoice", seq: 0 });
    await settled();
    expect(actions(second)).toContain("subscribe invoice");
    await clock.advance(60_000);
  });

  it("is tried again when the second cannot be opened, while the first goes on", async () => {
    const { client, clock, sockets, socket } = await old();
    socket().end(1006);
    expect(client.status.state).toBe("connected");
    await clock.advance(20_000);
    expect(sockets).toHaveLength(3);
    expect(client.status.state).toBe("connected");
  });

  it("leaves nothing behind when the client is closed in the middle", async () => {
    const { client, clock, first, socket } = await old();
    const second = socket();
    client.close();
    await clock.advance(MINUTE_MS);
    expect([first.closedWith, second.closedWith]).toEqual([1000, 1000]);
    expect(clock.pending).toBe(0);
  });

  it("leaves nothing behind when the client is closed while both are heard", async () => {
    const { client, clock, first, accept } = await old();
    const second = await accept();
    client.close();
    expect([first.closedWith, second.closedWith]).toEqual([1000, 1000]);
    await clock.advance(1);
    expect(clock.pending).toBe(0);
  });

  it("is given up with the first when that is lost before", async () => {
    const { clock, first, sockets, socket, client } = await old();
    const second = socket();
    first.end();
    expect(client.status.state).toBe("disconnected");
    expect(second.closedWith).toBe(1000);
    await clock.advance(20_000);
    expect(sockets).toHaveLength(3);
  });

  it("does not happen where lives have no end", async () => {
    const { open, clock, sockets } = createHarness({ lifetimeMs: Number.POSITIVE_INFINITY, heartbeatMs: 540_000 });
    const socket = await open();
    for (let hours = 0; hours < 60; hours++) {
      await clock.advance(8 * MINUTE_MS);
      socket.receive({ type: "pong" });
    }
    expect(sockets).toHaveLength(1);
  });

  it("comes between 100 and 115 minutes", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
        const minutes = handOverAgeMs(LIFETIME_MS, random) / MINUTE_MS;
        expect(minutes).toBeGreaterThanOrEqual(100);
        expect(minutes).toBeLessThanOrEqual(115);
      }),
    );
  });

  it("of 50,000 clients that connected in one minute are fewer than 500 in any second", () => {
    // Park and Miller's generator: the same numbers on each run.
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const perSecond = new Map<number, number>();
    for (let i = 0; i < 50_000; i++) {
      const second = Math.floor((random() * MINUTE_MS + handOverAgeMs(LIFETIME_MS, random())) / 1_000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    expect(Math.max(...perSecond.values())).toBeLessThan(500);
  });
});
