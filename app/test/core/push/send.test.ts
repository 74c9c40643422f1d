import { describe, expect, it } from "vitest";
import { publishEntity } from "../../../src/core/push/publish.ts";
import { send } from "../../../src/core/push/send.ts";
import { createPushWorld, event } from "../../support/push-world.ts";

const updated = event({ entityId: "e", message: "news" });

async function worldWith(scripts: Parameters<typeof createPushWorld>[0]) {
  const world = createPushWorld(scripts);
  for (const connectionId of ["a", "b", "slow"]) await world.connect(connectionId, "e");
  await publishEntity(updated, world.ports);
  return world;
}

describe("a delivery in the queue", () => {
  it("that the queue brings twice is made once", async () => {
    const { ports } = await worldWith({ scripts: { slow: ["failed"] } });
    const delivery = ports.deliveries.queue[0]?.delivery ?? expect.fail();
    await send(delivery, ports);
    await send(delivery, ports);
    expect(ports.sockets.delivered.slow).toHaveLength(1);
  });

  it("that the queue brings twice at the same time is made once, and comes again in case that one dies", async () => {
    const { ports } = await worldWith({ scripts: { slow: ["failed"] } });
    const delivery = ports.deliveries.queue[0]?.delivery ?? expect.fail();
    const outcomes = await Promise.allSettled([send(delivery, ports), send(delivery, ports)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(ports.sockets.delivered.slow).toHaveLength(1);
    await send(delivery, ports);
    expect(ports.sockets.delivered.slow).toHaveLength(1);
  });

  it("comes again when its failures cannot be put back into the queue", async () => {
    const { ports } = await worldWith({ scripts: { slow: ["failed", "failed"] } });
    const delivery = ports.deliveries.queue[0]?.delivery ?? expect.fail();
    const deliveries = { enqueue: () => Promise.reject(new Error("queue")) };
    await expect(send(delivery, { ...ports, deliveries })).rejects.toThrow("queue");
    await send(delivery, ports);
    expect(ports.sockets.delivered.slow).toHaveLength(1);
  });
});

describe("a connection that takes nothing in five attempts", () => {
  const broken = { scripts: { slow: Array(5).fill("failed") } };

  it("is closed as too slow, alone, and counted", async () => {
    const { ports, drain, closed } = await worldWith(broken);
    await drain();
    expect(closed).toEqual([["slow", "too_slow"]]);
    expect(ports.metrics.counts).toMatchObject({ AbandonedDeliveries: 1 });
  });

  it("leaves its delivery in the dead-letter queue, from where it begins anew", async () => {
    const { ports, drain, dead } = await worldWith(broken);
    await drain();
    expect(dead).toMatchObject([
      { attempt: 0, round: 1, targets: [{ connectionId: "slow" }], message: { id: "event-1" } },
    ]);
    const [delivery] = dead;
    if (delivery) await send(delivery, ports);
    expect(ports.sockets.delivered.slow).toHaveLength(1);
    expect(ports.sockets.delivered.a).toHaveLength(1);
  });

  it("does not bring the delivery back when it cannot be closed", async () => {
    const { ports } = await worldWith(broken);
    const closing = { ask: () => Promise.reject(new Error("queue")) };
    for (let next = ports.deliveries.queue.shift(); next; next = ports.deliveries.queue.shift())
      await send(next.delivery, { ...ports, closing });
    expect(ports.log.lines.map(({ message }) => message)).toContain("A slow connection could not be closed");
  });
});
