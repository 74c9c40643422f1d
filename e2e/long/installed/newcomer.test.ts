import { afterAll, beforeAll, describe, it } from "vitest";
import { arrive, type Newcomer } from "../../newcomer/newcomer.ts";
import { STEPS } from "../../newcomer/steps.ts";

const STEP_TIMEOUT_MS = 300_000;

let newcomer: Newcomer;
beforeAll(async () => {
  newcomer = await arrive();
}, STEP_TIMEOUT_MS);
afterAll(() => newcomer[Symbol.asyncDispose]());

describe("somebody new, with an empty folder and the packed packages", () => {
  it.each(STEPS)("$name", ({ run }) => run(newcomer), STEP_TIMEOUT_MS);
});
