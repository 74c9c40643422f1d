import { beforeEach, describe, expect, it } from "vitest";
import { Scaling } from "../../../../../src/services/lambda/environment/pool/scaling.ts";
import type { Usage } from "../../../../../src/services/lambda/environment/protocol.ts";

const START_MS = 50;
const CORES = 2;

let scaling: Scaling;

beforeEach(() => {
  scaling = new Scaling(CORES);
});

/** Invocations that took so long, and computed for so much of it. */
function serve(durationMs: number, busyMs: number, count = 100): void {
  for (let n = 0; n < count; n++) scaling.served({ durationMs, busyMs, maxMemoryUsedMb: 1 });
}

const span = (served: number, shares: readonly number[], isBusy = false) => ({
  ms: scaling.lookMs,
  served,
  shares,
  isBusy,
});

/** The environments that are started while nothing moves for so long. */
function startedWhileStuck(forMs: number, waiting: number, shares: readonly number[], isBusy = false): number {
  let started = 0;
  for (let ms = 0; ms < forMs; ms += scaling.lookMs)
    started += scaling.wantedAfter({ waiting, environments: shares.length }, span(0, shares, isBusy));
  return started;
}

describe("an invocation that finds all environments busy", () => {
  it("starts the first one", () => {
    expect(scaling.wantedAtOnce({ waiting: 1, environments: 0 })).toBe(1);
  });

  it.each([
    ["waits, as long as nobody knows how long they take", undefined, 0],
    ["waits for those that compute for a moment", [0.1, 0.1], 0],
    ["waits for those that call something quick", [2, 0.5], 0],
    ["starts one for each that waits, when they sleep for a second", [1_000, 1], 49],
    ["starts one a core for those that compute for a second", [1_000, 1_000], 1],
    ["starts as many as the cores have time for", [1_000, 500], 3],
  ] as const)("%s", (_what, usage, wanted) => {
    if (usage) serve(usage[0], usage[1]);
    expect(scaling.wantedAtOnce({ waiting: 49, environments: 1 })).toBe(wanted);
  });

  it("does not start more because one took long", () => {
    serve(1, 1);
    serve(500, 500, 1);
    expect(scaling.wantedAtOnce({ waiting: 49, environments: 1 })).toBe(0);
  });
});

describe("a queue that does not move", () => {
  it("gets an environment for each of 49 while the first one sleeps, once a start would have taken as long", () => {
    serve(1, 1);
    expect(startedWhileStuck(START_MS / 2, 49, [0])).toBe(0);
    expect(startedWhileStuck(START_MS / 2, 49, [0])).toBe(49);
  });

  it("gets them a little later before the first answer of all", () => {
    expect(startedWhileStuck((3 * START_MS) / 2, 49, [0])).toBe(0);
    expect(startedWhileStuck(START_MS / 2, 49, [0])).toBe(49);
  });

  it("gets one a core while the others compute", () => {
    serve(1, 1);
    expect(startedWhileStuck(START_MS, 49, [1])).toBe(1);
    expect(startedWhileStuck(2 * START_MS, 49, [1, 1])).toBe(0);
  });

  it("gets as many again as it has while these compute for longer, for they may wait for one that waits", () => {
    expect(startedWhileStuck(4 * START_MS, 49, [1, 1])).toBe(2);
  });

  it("gets them when they take twice as long as expected", () => {
    serve(300, 300);
    expect(startedWhileStuck(600 - START_MS, 49, [1, 1])).toBe(0);
    expect(startedWhileStuck(START_MS, 49, [1, 1])).toBe(2);
  });

  it("gets them each second, whatever is expected", () => {
    serve(9_000, 9_000);
    expect(startedWhileStuck(3_000, 49, [1, 1])).toBe(6);
  });

  it("has more patience while the machine is busy, and gets as many again as it has", () => {
    expect(startedWhileStuck(3 * START_MS, 49, [0, 0], true)).toBe(0);
    expect(startedWhileStuck(START_MS, 49, [0, 0], true)).toBe(2);
  });
});

describe("a queue that moves", () => {
  const look = (served: number, shares: readonly number[], isBusy?: boolean) =>
    scaling.wantedAfter({ waiting: 30, environments: shares.length }, span(served, shares, isBusy));
  const looks = (served: number, shares: readonly number[], isBusy?: boolean) =>
    [1, 2, 3, 4].map(() => look(served, shares, isBusy));

  it("gets none while the last one waits for less than a start", () => {
    expect(looks(20, [0.3])).toEqual([0, 0, 0, 0]);
  });

  it("gets one when it was slower for the time of two starts", () => {
    expect(looks(5, [0.3])).toEqual([0, 0, 0, 1]);
  });

  it("gets none when it was slower for a moment", () => {
    expect([look(5, [0.3]), look(5, [0.3]), look(20, [0.3]), look(5, [0.3])]).toEqual([0, 0, 0, 0]);
  });

  it("gets none while the machine is busy", () => {
    expect(looks(5, [0.3], true)).toEqual([0, 0, 0, 0]);
  });

  it("gets none at once when the machine was busy, whatever those before it took", () => {
    serve(1_000, 1);
    look(5, [0.3, 0.3], true);
    expect(scaling.wantedAtOnce({ waiting: 9, environments: CORES })).toBe(0);
  });
});

describe("a start", () => {
  it("costs what it takes to the end of the first answer, without what that waited for", () => {
    for (let n = 0; n < 50; n++) scaling.started(40, { durationMs: 1_000, busyMs: 160, maxMemoryUsedMb: 1 });
    expect(scaling.lookMs).toBeCloseTo((40 + 160) / 2);
  });
});

describe("figures that a function made up", () => {
  it.each([
    { durationMs: Number.NaN, busyMs: Number.NaN },
    { durationMs: -1, busyMs: -1 },
    { durationMs: 9, busyMs: Number.POSITIVE_INFINITY },
    { durationMs: "long", busyMs: "long" },
  ])("do not count: %o", (usage) => {
    scaling.served(usage as unknown as Usage);
    scaling.started(1, usage as unknown as Usage);
    scaling.started(Number.NaN, { durationMs: 1, maxMemoryUsedMb: 1 });
    expect(scaling.wantedAtOnce({ waiting: 9, environments: 1 })).toBe(0);
    expect(scaling.lookMs).toBe(START_MS / 2);
  });
});
