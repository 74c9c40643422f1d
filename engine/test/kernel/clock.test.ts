import { afterEach, describe, expect, it } from "vitest";
import { type AdjustableClock, createClock, TooMuchFallsDueError } from "../../src/kernel/clock.ts";
import { parseScheduleExpression, runSchedule } from "../../src/languages/schedule-expression/schedule-expression.ts";

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

  it("has whole milliseconds, whatever part of one a delay, a span or the machine has", async () => {
    clock = createClock(() => 1_000.25);
    const seen: number[] = [];
    clock.after(100.5, () => seen.push(clock.now()));
    await clock.advance(200.4);
    expect(seen).toEqual([1_101]);
    expect(clock.now()).toBe(1_201);
    expect(clock.offsetMs).toBe(201);
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

const YEAR_MS = 365 * 24 * 3600 * 1000;

describe("Clock.advance over long spans", () => {
  it("jumps over time in which nothing falls due, in as many steps as there are tasks", async () => {
    clock = createClock(() => 0);
    const seen: number[] = [];
    for (const years of [30, 10, 20]) clock.after(years * YEAR_MS, () => seen.push(years));
    await clock.advance(31 * YEAR_MS, { maxTasks: 3 });
    expect(seen).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(31 * YEAR_MS);
  });

  it("stops after as many tasks as it may run, with time where it has come to, and goes on from there", async () => {
    clock = createClock(() => 0);
    let ticks = 0;
    runSchedule(clock, parseScheduleExpression("rate(1 minute)"), () => ticks++);
    await expect(clock.advance(31 * YEAR_MS, { maxTasks: 1_000 })).rejects.toThrow(TooMuchFallsDueError);
    expect(ticks).toBe(1_000);
    expect(clock.now()).toBe(1_000 * 60_000);
    await clock.advance(10 * 60_000);
    expect(ticks).toBe(1_010);
  });

  it("stops when its signal is aborted", async () => {
    clock = createClock(() => 0);
    const abort = new AbortController();
    let ticks = 0;
    runSchedule(clock, parseScheduleExpression("rate(1 minute)"), () => {
      if (++ticks === 50) abort.abort(new Error("the caller is gone"));
    });
    await expect(clock.advance(31 * YEAR_MS, { signal: abort.signal })).rejects.toThrow("the caller is gone");
    expect(ticks).toBe(50);
    expect(clock.now()).toBe(50 * 60_000);
  });

  it.each([Number.POSITIVE_INFINITY, Number.NaN, -1, 9e15, 10_000 * YEAR_MS])(
    "refuses a span that is none, or that leads out of the calendar: %d ms",
    async (ms) => {
      clock = createClock(() => 0);
      let ran = false;
      clock.after(1, () => (ran = true));
      await expect(clock.advance(ms)).rejects.toThrow(RangeError);
      expect([clock.now(), ran]).toEqual([0, false]);
    },
  );
});

describe("Clock.pause", () => {
  let machine = 0;
  const start = () => {
    machine = 1_000;
    clock = createClock(() => machine);
  };

  it("stops time, and resume lets it go on from there, behind the machine's", () => {
    start();
    clock.pause();
    machine += 5_000;
    expect([clock.now(), clock.offsetMs, clock.isPaused]).toEqual([1_000, -5_000, true]);
    clock.resume();
    machine += 10;
    expect([clock.now(), clock.offsetMs, clock.isPaused]).toEqual([1_010, -5_000, false]);
  });

  it("lets nothing fall due but by advance, which stops again where it comes to", async () => {
    start();
    const seen: number[] = [];
    clock.pause();
    clock.after(1, () => seen.push(clock.now()));
    machine += 60_000;
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([]);
    await clock.advance(30);
    machine += 60_000;
    expect([seen, clock.now()]).toEqual([[1_001], 1_030]);
  });

  it("runs what is due at the time at which it stands", async () => {
    start();
    clock.pause();
    await expect(new Promise<void>((resolve) => clock.after(0, resolve))).resolves.toBeUndefined();
  });

  it("wakes, once it goes on, what was set before and what was set meanwhile", async () => {
    clock = createClock();
    const seen: string[] = [];
    clock.after(5, () => seen.push("before"));
    clock.pause();
    const meanwhile = new Promise<void>((resolve) => clock.after(10, () => resolve(void seen.push("meanwhile"))));
    clock.resume();
    await meanwhile;
    expect(seen).toEqual(["before", "meanwhile"]);
  });

  it("changes nothing the second time, nor does resume of a clock that runs", () => {
    start();
    clock.pause();
    machine += 100;
    clock.pause();
    expect(clock.now()).toBe(1_000);
    clock.resume();
    clock.resume();
    expect(clock.now()).toBe(1_000);
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

  it("keeps its order when a delay is no number", async () => {
    clock = createClock(() => 0);
    const seen: string[] = [];
    clock.after(10, () => seen.push("ten"));
    clock.after(Number.NaN, () => seen.push("at once"));
    clock.after(Number.POSITIVE_INFINITY, () => seen.push("never"));
    clock.after(5, () => seen.push("five"));
    await clock.advance(1_000);
    expect(seen).toEqual(["at once", "five", "ten"]);
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
