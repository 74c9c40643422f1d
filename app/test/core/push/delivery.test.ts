import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { deliveriesOf, deliveryId, deliverySchema } from "../../../src/core/push/delivery.ts";

const message = { type: "Entity Updated", id: "1", sentAt: "2026-01-31T12:00:00Z", seq: 7 };
const targets = Array.from({ length: 201 }, (_, index) => ({ connectionId: `c${index}`, exp: 1, ttl: 2 }));

describe("the deliveries of a message", () => {
  it("share out its targets, none left out and none twice", () => {
    const deliveries = deliveriesOf(message, targets);
    expect(deliveries.map((delivery) => delivery.targets.length)).toEqual([100, 100, 1]);
    expect(deliveries.flatMap((delivery) => delivery.targets)).toEqual(targets);
    expect(deliveriesOf(message, [])).toEqual([]);
  });

  it("survive the way through a queue", () => {
    const [delivery] = deliveriesOf(message, targets);
    expect(z.parse(deliverySchema, JSON.parse(JSON.stringify(delivery)))).toEqual(delivery);
  });
});

describe("a delivery's id", () => {
  const [delivery = expect.fail(), another = expect.fail()] = deliveriesOf(message, targets);

  it("is the same for the same, after the queue too", () => {
    expect(deliveryId(z.parse(deliverySchema, JSON.parse(JSON.stringify(delivery))))).toBe(deliveryId(delivery));
  });

  it("is the same in whatever trace", () => {
    const traced = { ...delivery, message: { ...message, traceparent: "00-1-2-01" } };
    expect(deliveryId(traced)).toBe(deliveryId(delivery));
  });

  it.each([
    ["targets", another],
    ["one target less", { ...delivery, targets: delivery.targets.slice(1) }],
    ["attempt", { ...delivery, attempt: 1 }],
    ["round", { ...delivery, round: 1 }],
    ["message", { ...delivery, message: { ...message, id: "2" } }],
  ])("is another for another %s", (_, other) => {
    expect(deliveryId(other)).not.toBe(deliveryId(delivery));
  });
});
