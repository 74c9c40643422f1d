import { describe, expect, it } from "vitest";
import { nextState, type StoreEvent, type StoreState } from "../../../../src/services/dynamodb/store/state.ts";

const rules = { maxAttempts: 20 };
const up: StoreEvent = { name: "up" };
const stop: StoreEvent = { name: "stop" };
const down = (recent: number): StoreEvent => ({ name: "down", recent, reason: "signal SIGKILL" });
const restarting: StoreState = { name: "restarting", attempt: 1, delayMs: 0, reason: "" };
const failed: StoreState = { name: "failed", attempts: 20, reason: "" };

const follow = (state: StoreState, event: StoreEvent) => nextState(state, event, rules);

describe("the state of a store", () => {
  it.each([
    [{ name: "starting" }, up, "ready"],
    [{ name: "ready" }, down(1), "restarting"],
    [restarting, up, "ready"],
    [restarting, down(20), "restarting"],
    [restarting, down(21), "failed"],
    [{ name: "ready" }, down(21), "failed"],
    [{ name: "starting" }, stop, "stopped"],
    [{ name: "starting" }, { name: "fail", reason: "no" }, "failed"],
    [{ name: "ready" }, stop, "stopped"],
    [restarting, stop, "stopped"],
    [failed, stop, "stopped"],
  ] as const)("%j, %j: %s", (state, event, next) => {
    expect(follow(state, event).name).toBe(next);
  });

  it.each([
    [{ name: "stopped" }, up],
    [{ name: "stopped" }, down(1)],
    [failed, up],
    [failed, down(1)],
  ] as const)("%j stays with %j", (state, event) => {
    expect(follow(state, event)).toBe(state);
  });

  it("makes each delay within a minute longer than the last, up to two seconds, and the first none", () => {
    const delays = Array.from({ length: 12 }, (_, index) => follow(restarting, down(index + 1))).map((state) =>
      state.name === "restarting" ? state.delayMs : undefined,
    );
    expect(delays).toEqual([0, 25, 50, 100, 200, 400, 800, 1600, 2000, 2000, 2000, 2000]);
  });
});
