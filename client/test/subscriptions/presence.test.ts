import { describe, expect, it } from "vitest";
import { settled } from "../support/fake-clock.ts";
import type { FakeSocket } from "../support/fake-socket.ts";
import { createHarness } from "../support/harness.ts";

const change = (type: "presence.joined" | "presence.left", id: string, entityId = "order") => ({
  type,
  id,
  entityId,
  userId: "ada",
  sentAt: "2026-01-31T12:00:00Z",
});

async function answer(socket: FakeSocket, users: readonly string[]): Promise<void> {
  socket.answer("presence", { type: "presence", entityId: "order", users, total: users.length });
  await settled();
}

async function subscribed() {
  const harness = createHarness();
  const subscription = harness.client.subscribe("order");
  const told: unknown[] = [];
  for (const name of ["presence", "presence.joined", "presence.left"] as const)
    subscription.on(name, (payload) => told.push([name, payload]));
  const asked = subscription.presence();
  const socket = await harness.open();
  socket.answer("subscribe", { type: "subscribed", entityId: "order", seq: 0 });
  await settled();
  return { ...harness, subscription, socket, asked, told };
}

describe("presence", () => {
  it("asks once the subscription is confirmed, and resolves with who is there", async () => {
    const { socket, asked } = await subscribed();
    expect(socket.sent.map(({ action }) => action)).toEqual(["subscribe", "presence"]);
    await answer(socket, ["ada"]);
    expect(await asked).toMatchObject({ users: ["ada"], total: 1 });
  });

  it("tells who comes and goes, each once", async () => {
    const { socket, told } = await subscribed();
    for (const id of ["1", "1"]) socket.receive(change("presence.joined", id));
    socket.receive(change("presence.left", "2"));
    socket.receive(change("presence.left", "3", "another"));
    expect(told).toEqual([
      ["presence.joined", change("presence.joined", "1")],
      ["presence.left", change("presence.left", "2")],
    ]);
  });

  it("is asked for again after a reconnection, and told anew", async () => {
    const { socket, clock, accept, told } = await subscribed();
    await answer(socket, ["ada"]);
    socket.end();
    await clock.advance(20_000);
    const next = await accept();
    next.answer("subscribe", { type: "subscribed", entityId: "order", seq: 0 });
    await settled();
    await answer(next, ["ada", "bob"]);
    expect(told).toMatchObject([
      ["presence", { users: ["ada"] }],
      ["presence", { users: ["ada", "bob"] }],
    ]);
  });

  it("rejects when the server refuses", async () => {
    const { socket, asked } = await subscribed();
    socket.answer("presence", { type: "error", code: "not_authorized", message: "no" });
    await expect(asked).rejects.toMatchObject({ code: "not_authorized", retryable: false });
  });
});
