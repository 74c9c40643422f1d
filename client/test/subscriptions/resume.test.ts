import { describe, expect, it } from "vitest";
import type { Gap } from "../../src/index.ts";
import type { FakeSocket } from "../support/fake-socket.ts";
import { createHarness } from "../support/harness.ts";
import { confirm, listen, reconnect, update } from "../support/order.ts";

describe("resume", () => {
  it("asks for what came after the last update of the lost connection", async () => {
    const harness = createHarness();
    const { told } = listen(harness.client.subscribe("order"));
    const first = await harness.open();
    await confirm(first, { seq: 4 });
    first.receive(update("a", { seq: 5 }));
    first.receive(update("b", { seq: 6 }));
    const second = await reconnect(harness);
    expect(second.request("subscribe")).toMatchObject({ since: 6 });
    await confirm(second, { seq: 7, recovered: true });
    second.receive(update("c", { seq: 7 }));
    expect(told.at(-2)).toEqual(["subscribed", { seq: 7, recovered: true }]);
    expect(told.map(([name]) => name)).not.toContain("gap");
    const third = await reconnect(harness);
    expect(third.request("subscribe")).toMatchObject({ since: 7 });
  });

  it("asks again for what overtook a message that never came", async () => {
    const harness = createHarness();
    harness.client.subscribe("order");
    const first = await harness.open();
    await confirm(first, { seq: 4 });
    first.receive(update("late", { seq: 6 }));
    expect((await reconnect(harness)).request("subscribe")).toMatchObject({ since: 4 });
  });

  it.each([
    ["says that it cannot recover", { seq: 9, recovered: false }, false],
    ["says that it recovers", { seq: 9, recovered: true }, true],
    ["does not say, and something happened", { seq: 9 }, false],
    ["does not say, and nothing happened", { seq: 4 }, true],
    ["does not say, and counts anew", { seq: 1 }, false],
    ["keeps no sequence", {}, false],
  ])("reports a gap or not when the server %s", async (_, answer, recovered) => {
    const harness = createHarness();
    const gaps: Gap[] = [];
    const { told } = listen(harness.client.subscribe("order", undefined, { onGap: (gap) => gaps.push(gap) }));
    await confirm(await harness.open(), { seq: 4 });
    await confirm(await reconnect(harness), answer);
    expect(told.at(-1)).toMatchObject(["subscribed", { recovered }]);
    expect(gaps).toEqual(recovered ? [] : [{ since: 4, ...("seq" in answer ? { seq: answer.seq } : {}) }]);
  });

  it("goes on from the server's place after a gap", async () => {
    const harness = createHarness();
    harness.client.subscribe("order");
    await confirm(await harness.open(), { seq: 4 });
    await confirm(await reconnect(harness), { seq: 9, recovered: false });
    expect((await reconnect(harness)).request("subscribe")).toMatchObject({ since: 9 });
  });

  it("never sends since to a server that keeps no sequence", async () => {
    const harness = createHarness();
    harness.client.subscribe("order");
    const first = await harness.open();
    await confirm(first);
    first.receive(update("1"));
    expect((await reconnect(harness)).request("subscribe")).not.toHaveProperty("since");
  });

  it("does not report a gap for a subscription that had not begun", async () => {
    const harness = createHarness();
    const { told } = listen(harness.client.subscribe("order"));
    await harness.open();
    await confirm(await reconnect(harness), { seq: 4 });
    expect(told).toEqual([["subscribed", { seq: 4, recovered: undefined }]]);
  });

  it("begins where the caller says", async () => {
    const { client, open } = createHarness();
    const gaps: Gap[] = [];
    client.subscribe("order", undefined, { since: 2, onGap: (gap) => gaps.push(gap) });
    const socket = await open();
    expect(socket.request("subscribe")).toMatchObject({ since: 2 });
    await confirm(socket, { seq: 9, recovered: false });
    expect(gaps).toEqual([{ since: 2, seq: 9 }]);
  });

  it("reports a gap on an open connection when a message is lost for good", async () => {
    const { client, open } = createHarness();
    const gaps: Gap[] = [];
    client.subscribe("order", undefined, { onGap: (gap) => gaps.push(gap) });
    const socket = await open();
    await confirm(socket, { seq: 0 });
    for (let seq = 2; seq < 300; seq++) socket.receive(update(String(seq), { seq }));
    expect(gaps).toEqual([{ since: 0, seq: 258 }]);
  });
});

describe("an update that does not come", () => {
  async function withHole() {
    const harness = createHarness();
    const subscription = harness.client.subscribe("order");
    const heard = listen(subscription);
    const socket = await harness.open();
    await confirm(socket, { seq: 1 });
    socket.receive(update("3", { seq: 3 }));
    return { ...harness, ...heard, socket };
  }
  const asked = ({ sent }: FakeSocket) => sent.map(({ action, since }) => [action, since]);

  it("is asked for again after 5 s, by the last place without a hole", async () => {
    const { clock, socket, names } = await withHole();
    await clock.advance(4_999);
    expect(asked(socket)).toEqual([["subscribe", undefined]]);
    await clock.advance(1);
    expect(asked(socket)).toEqual([
      ["subscribe", undefined],
      ["subscribe", 1],
    ]);
    socket.receive(update("2", { seq: 2 }));
    await confirm(socket, { seq: 3, recovered: true });
    await clock.advance(10_000);
    expect(asked(socket)).toHaveLength(2);
    expect(names()).toEqual(["subscribed", "message", "message", "subscribed"]);
  });

  it("is no matter when it was only late", async () => {
    const { clock, socket } = await withHole();
    socket.receive(update("2", { seq: 2 }));
    await clock.advance(10_000);
    expect(asked(socket)).toHaveLength(1);
  });

  it("is told as a gap when the server has it no more", async () => {
    const { clock, socket, told } = await withHole();
    await clock.advance(5_000);
    await confirm(socket, { seq: 3, recovered: false });
    expect(told).toContainEqual(["gap", { since: 1, seq: 3 }]);
  });

  it("is forgotten with the subscription", async () => {
    const { clock, client, socket } = await withHole();
    client.close();
    await clock.advance(10_000);
    expect(asked(socket)).toHaveLength(1);
  });
});
