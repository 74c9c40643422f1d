import { describe, expect, it } from "vitest";
import { createClock } from "../../src/kernel/clock.ts";
import { createTimeouts } from "../../src/services/contract/debugging/timeouts.ts";

function setUp() {
  const clock = createClock(() => 0);
  const timeouts = createTimeouts(clock);
  const struck: [string, number][] = [];
  const strike = (name: string) => () => void struck.push([name, clock.now()]);
  return { clock, timeouts, struck, strike };
}

describe("Timeouts", () => {
  it("strike like any timer while nobody suspends them", async () => {
    const { clock, timeouts, struck, strike } = setUp();
    timeouts.after(100, strike("first"));
    timeouts.after(200, strike("disposed"))[Symbol.dispose]();
    await clock.advance(1000);
    expect(struck).toEqual([["first", 100]]);
  });

  it("stand still while they are suspended, and have left what was left", async () => {
    const { clock, timeouts, struck, strike } = setUp();
    timeouts.after(100, strike("before"));
    await clock.advance(40);
    const suspension = timeouts.suspend();
    timeouts.after(30, strike("meanwhile"));
    timeouts.after(30, strike("disposed"))[Symbol.dispose]();
    await clock.advance(1000);
    expect(struck).toEqual([]);
    suspension[Symbol.dispose]();
    await clock.advance(1000);
    expect(struck).toEqual([
      ["meanwhile", 1070],
      ["before", 1100],
    ]);
  });

  it("go on when all who suspended them are done, however often one says so", async () => {
    const { clock, timeouts, struck, strike } = setUp();
    const [one, other] = [timeouts.suspend(), timeouts.suspend()];
    timeouts.after(10, strike("timeout"));
    one[Symbol.dispose]();
    one[Symbol.dispose]();
    await clock.advance(100);
    expect(struck).toEqual([]);
    other[Symbol.dispose]();
    await clock.advance(100);
    expect(struck).toEqual([["timeout", 110]]);
  });
});
