import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PostOutcome } from "../../../src/core/connections/ports.ts";
import { deliver } from "../../../src/core/push/deliver.ts";
import { firstDelivery } from "../../../src/core/push/delivery.ts";
import { createPace } from "../../../src/core/push/pace.ts";
import { createStalls } from "../../../src/core/push/stalls.ts";
import { connectionOf } from "../../support/fakes.ts";
import { createPushWorld } from "../../support/push-world.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Does so many turns at a pace. Resolves with the most that were under way at once. */
async function most(
  pace: ReturnType<typeof createPace>,
  turns: number,
  ms: number,
  outcome: PostOutcome = "delivered",
) {
  let [underWay, seen] = [0, 0];
  const all = Array.from({ length: turns }, () =>
    pace.within(async () => {
      seen = Math.max(seen, ++underWay);
      const begunAtMs = Date.now();
      await after(ms);
      pace.learn(outcome, begunAtMs);
      underWay--;
    }),
  );
  await vi.runAllTimersAsync();
  await Promise.all(all);
  return seen;
}

describe("posts at once", () => {
  it("are few until answers come, and 20 while they are quick", async () => {
    const pace = createPace(Date.now);
    expect(await most(pace, 4, 20)).toBe(4);
    expect(await most(pace, 100, 20)).toBe(20);
  });

  it.each([
    ["answers are late", 600, "delivered"],
    ["they fail", 1, "failed"],
  ] as const)("become few again while %s", async (_, ms, outcome) => {
    const pace = createPace(Date.now);
    await most(pace, 100, 20);
    await most(pace, 100, ms, outcome);
    expect(await most(pace, 4, 200)).toBe(4);
    expect(await most(pace, 100, 200)).toBe(4);
  });

  it("are half as many after one that failed, however many were under way beside it", async () => {
    const pace = createPace(Date.now);
    await most(pace, 100, 20);
    await most(pace, 20, 200, "failed");
    expect(await most(pace, 100, 200)).toBe(10);
  });

  it("go on when a turn throws", async () => {
    const pace = createPace(Date.now);
    const broken = () => Promise.reject(new Error("broken"));
    await Promise.allSettled(Array.from({ length: 4 }, () => pace.within(broken)));
    expect(await most(pace, 4, 1)).toBe(4);
  });
});

/** Makes one post after the other, also those that were given up meanwhile. */
function slowService(msEach: number, giveUpMs: number) {
  let busyUntil = 0;
  const made: string[] = [];
  const begunAtMs: number[] = [];
  return {
    made,
    begunAtMs,
    async post(connectionId: string): Promise<PostOutcome> {
      begunAtMs.push(Date.now());
      busyUntil = Math.max(busyUntil, Date.now()) + msEach;
      const answered = after(busyUntil - Date.now()).then(() => {
        made.push(connectionId);
        return "delivered" as const;
      });
      return Promise.race([answered, after(giveUpMs).then(() => "failed" as const)]);
    },
  };
}

const FUNCTIONS = 10;
const targetsOf = (name: number) => Array.from({ length: 100 }, (_, index) => connectionOf(`${name}-${index}`));

/** Ten functions, each of which makes one delivery; the queue takes the rest. */
async function deliverBy(service: ReturnType<typeof slowService>) {
  const world = createPushWorld();
  const message = { type: "t", id: "m", sentAt: new Date().toISOString() };
  const far = Number.MAX_SAFE_INTEGER;
  const all = Array.from({ length: FUNCTIONS }, (_, name) => {
    const ports = { ...world.ports, now: Date.now, stalls: createStalls(Date.now), pace: createPace(Date.now) };
    const targets = targetsOf(name).map((target) => ({ ...target, exp: far, ttl: far }));
    return deliver(firstDelivery(message, targets), { ...ports, sockets: service });
  });
  await vi.runAllTimersAsync();
  await Promise.all(all);
  return world.ports.deliveries.queue.map(({ delivery, delaySeconds }) => ({ ...delivery, delaySeconds }));
}

describe("1,000 posts to a service that makes 40 a second", () => {
  it("are not given up while they wait there, where they would be made all the same", async () => {
    const service = slowService(25, 2_000);
    const handedOn = await deliverBy(service);
    expect(handedOn.map(({ attempt }) => attempt)).toEqual(Array(FUNCTIONS).fill(0));
    const left = handedOn.flatMap(({ targets }) => targets.map(({ connectionId }) => connectionId));
    expect([...service.made, ...left].sort()).toEqual(
      Array.from({ length: FUNCTIONS }, (_, name) => targetsOf(name).map(({ connectionId }) => connectionId))
        .flat()
        .sort(),
    );
  });

  it("are begun for 10 seconds, so that the function has time left; the others have their turn at once", async () => {
    const service = slowService(25, 2_000);
    const handedOn = await deliverBy(service);
    expect(Math.max(...service.begunAtMs) - Math.min(...service.begunAtMs)).toBeLessThanOrEqual(10_000);
    expect(handedOn.map(({ delaySeconds }) => delaySeconds)).toEqual(Array(FUNCTIONS).fill(0));
  });
});
