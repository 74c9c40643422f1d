import { describe, expect, it } from "vitest";
import { surviveKills } from "../support/killing.ts";

/** Chosen anew each time; `SEED=…` plays one again. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

describe("portcullis start --data, killed", () => {
  it(`keeps what it acknowledged, 50 times over (SEED=${seed})`, { timeout: 300_000 }, async () => {
    const acknowledged = await surviveKills(50, seed);
    console.info(`SEED=${seed}: ${acknowledged} writes were acknowledged, and all were there after 50 kills.`);
    expect(acknowledged).toBeGreaterThan(1000);
  });
});
