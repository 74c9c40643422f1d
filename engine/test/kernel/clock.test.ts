import { afterEach, describe, expect, it } from "vitest";
import { type AdjustableClock, createClock } from "../../src/kernel/clock.ts";

let clock: AdjustableClock;
afterEach(() => clock[Symbol.dispose]());

describe("Clock.advance", () => {
  it("runs what falls due on the way, in order of due time, each at its own time", async () => {
    clock = createClock(() => 1_000);
    const seen: [string, number][] = [];
    clock.after(300, () => seen.push(["later", clock.now()]));
    clock.after(100, () => seen.push(["sooner", clock.now()]));
    clock.after(900, () => seen.push(["not yet", clock.now()]));
    await clock.advance(500);
    expect(seen).toEqual([
      ["sooner", 1_100],
      ["later", 1_300],
    ]);
    expect(clock.now()).toBe(1_500);
    expect(clock.offsetMs).toBe(500);
  });

  it("runs what a task schedules within the same span", async () => {
    clock = createClock(() => 0);
    const seen: number[] = [];
    const tick = () => {
      seen.push(clock.now());
      clock.after(10, tick);
    };
    clock.after(10, tick);
    await clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
  });

  it("does not run what was disposed", async () => {
    clock = createClock(() => 0);
    const seen: string[] = [];
    clock.after(5, () => seen.push("cancelled"))[Symbol.dispose]();
    clock.after(5, () => seen.push("kept"));
    await clock.advance(10);
    expect(seen).toEqual(["kept"]);
  });
});

describe("Clock.hold", () => {
  it("lets work that a jump set off finish before time goes on", async () => {
    clock = createClock(() => 0);
    const seen: string[] = [];
    clock.after(100, () => {
      const held = clock.hold();
      setTimeout(() => {
        seen.push(`work done at ${clock.now()}`);
        held[Symbol.dispose]();
      }, 20);
    });
    clock.after(200, () => seen.push(`next at ${clock.now()}`));
    await clock.advance(1_000);
    expect(seen).toEqual(["work done at 100", "next at 200"]);
  });

  it("does not wait for work that hangs", async () => {
    clock = createClock(() => 0);
    clock.hold();
    let fired = false;
    clock.after(100, () => (fired = true));
    await clock.advance(1_000);
    expect(fired).toBe(true);
  });
});

describe("Clock.after", () => {
  it("follows the machine's clock when nobody advances it", async () => {
    clock = createClock();
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      clock.after(20, () => resolve(void order.push("second")));
      clock.after(1, () => order.push("first"));
    });
    expect(order).toEqual(["first", "second"]);
  });

  it("waits out a delay beyond what a timer can count", async () => {
    clock = createClock(() => 0);
    let fired = 0;
    const thirtyDays = 30 * 24 * 3600 * 1000;
    clock.after(thirtyDays, () => fired++);
    await clock.advance(thirtyDays - 1);
    expect(fired).toBe(0);
    await clock.advance(1);
    expect(fired).toBe(1);
  });
});
