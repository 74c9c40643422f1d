import { describe, expect, it } from "vitest";
import type { Throttle } from "../../../../src/services/api-gateway/websocket/configuration/model.ts";
import { createTokenBucket } from "../../../../src/services/api-gateway/websocket/throttle.ts";

function bucketAt(throttle: Throttle) {
  const clock = { ms: 0, now: () => clock.ms };
  const take = createTokenBucket(throttle, clock);
  const takeAll = () => {
    let taken = 0;
    while (taken < 100 && take()) taken += 1;
    return taken;
  };
  return { clock, takeAll };
}

describe("a token bucket", () => {
  it("holds as many tokens as its burst", () => {
    expect(bucketAt({ burst: 3, ratePerSecond: 1 }).takeAll()).toBe(3);
  });

  it("fills at its rate, and never above its burst", () => {
    const { clock, takeAll } = bucketAt({ burst: 5, ratePerSecond: 2 });
    expect(takeAll()).toBe(5);
    clock.ms += 1_000;
    expect(takeAll()).toBe(2);
    clock.ms += 60_000;
    expect(takeAll()).toBe(5);
  });

  it("gains fractions of a token", () => {
    const { clock, takeAll } = bucketAt({ burst: 1, ratePerSecond: 2 });
    takeAll();
    clock.ms += 250;
    expect(takeAll()).toBe(0);
    clock.ms += 250;
    expect(takeAll()).toBe(1);
  });

  it.each<Throttle>([
    { burst: 0, ratePerSecond: 10 },
    { burst: 10, ratePerSecond: 0 },
    { burst: 0, ratePerSecond: undefined },
  ])("lets nothing pass with a limit of 0: %o", (throttle) => {
    const { clock, takeAll } = bucketAt(throttle);
    clock.ms += 60_000;
    expect(takeAll()).toBe(0);
  });

  it("does not limit without a rate", () => {
    expect(bucketAt({ burst: undefined, ratePerSecond: undefined }).takeAll()).toBe(100);
  });
});
