import { describe, expect, it } from "vitest";
import { createKeyCache } from "../../../../src/core/tokens/keys/key-cache.ts";
import { createLog } from "../../../support/fakes.ts";

const FRESH_MS = 600;
const MAX_AGE_MS = 6_000;
const COOL_DOWN_MS = 60;

function start() {
  const state = { nowMs: 1_000_000, asked: 0, isDown: false, keys: ["first"] };
  const load = async () => {
    state.asked++;
    if (state.isDown) throw new Error("down");
    return state.keys;
  };
  const log = createLog();
  const times = { freshMs: FRESH_MS, maxAgeMs: MAX_AGE_MS, coolDownMs: COOL_DOWN_MS };
  return { state, log, cache: createKeyCache(load, { ...times, now: () => state.nowMs, log }) };
}

describe("keys from far away", () => {
  it("are asked for once while they are fresh, and then anew", async () => {
    const { state, cache } = start();
    await cache.get();
    state.nowMs += FRESH_MS - 1;
    await cache.get();
    expect(state.asked).toBe(1);
    state.nowMs++;
    state.keys = ["second"];
    expect(await cache.get()).toEqual(["second"]);
    expect(state.asked).toBe(2);
  });

  it("count on during an outage, are asked for once in a cool-down, and with a word in the log", async () => {
    const { state, log, cache } = start();
    await cache.get();
    state.isDown = true;
    state.nowMs += FRESH_MS;
    for (let index = 0; index < 10; index++) expect(await cache.get()).toEqual(["first"]);
    expect(state.asked).toBe(2);
    expect(log.lines).toHaveLength(1);
    state.nowMs += COOL_DOWN_MS;
    await cache.get();
    expect(state.asked).toBe(3);
  });

  it("let nobody in when they are too old and cannot be had", async () => {
    const { state, cache } = start();
    await cache.get();
    state.isDown = true;
    state.nowMs += MAX_AGE_MS - 1;
    expect(await cache.get()).toEqual(["first"]);
    state.nowMs++;
    await expect(cache.get()).rejects.toThrow("down");
    state.isDown = false;
    expect(await cache.get()).toEqual(["first"]);
  });

  it("let nobody in when they were never had", async () => {
    const { state, cache } = start();
    state.isDown = true;
    await expect(cache.get()).rejects.toThrow("down");
    await expect(cache.get()).rejects.toThrow("down");
  });

  it("are looked for in vain during an outage: nobody's token is good or bad for it", async () => {
    const { state, log, cache } = start();
    await cache.get();
    state.isDown = true;
    state.nowMs += COOL_DOWN_MS;
    expect(await cache.refresh()).toBe(false);
    expect(log.lines).toHaveLength(1);
    expect(await cache.get()).toEqual(["first"]);
  });

  it("are looked for out of turn once in a cool-down", async () => {
    const { state, cache } = start();
    await cache.get();
    expect(await cache.refresh()).toBe(false);
    state.nowMs += COOL_DOWN_MS;
    expect(await cache.refresh()).toBe(true);
    expect(await cache.refresh()).toBe(false);
    expect(state.asked).toBe(2);
  });
});
