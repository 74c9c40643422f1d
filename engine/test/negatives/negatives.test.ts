import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allCases, type NegativeCase } from "./cases.ts";
import { runCases } from "./run.ts";
import { openWorld, type World } from "./world.ts";

const SAMPLE = 500;

/** `NEGATIVES_SEED` and `NEGATIVES_CASE` try a sample or a case again. */
const { NEGATIVES_SEED, NEGATIVES_CASE } = process.env;
const seed = Number(NEGATIVES_SEED ?? Math.trunc(Date.now() / 1000));

let world: World;
let cases: readonly NegativeCase[];

beforeAll(async () => {
  world = await openWorld();
  cases = allCases(world.seeds);
});
afterAll(() => world[Symbol.asyncDispose]());

function sample(): readonly NegativeCase[] {
  if (NEGATIVES_CASE !== undefined) return cases.filter(({ name }) => name === NEGATIVES_CASE);
  return fc.sample(fc.constantFrom(...cases), { numRuns: SAMPLE, seed });
}

describe("a call that is wrong by AWS's model", () => {
  it("has a name of its own, of which there are more than 20,000", () => {
    expect(cases.length).toBeGreaterThan(20_000);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it(`is refused in its service's terms and changes nothing: a sample with NEGATIVES_SEED=${seed}`, async () => {
    expect(await runCases(sample(), world)).toEqual([]);
  });
});
