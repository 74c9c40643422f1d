import { describe, expect, it } from "vitest";
import { allCases } from "../../../engine/test/negatives/cases.ts";
import { runCases } from "../../../engine/test/negatives/run.ts";
import { openWorld } from "../../../engine/test/negatives/world.ts";

describe("every call that is wrong by AWS's models", () => {
  it("is refused in its service's terms and changes nothing", { timeout: 180_000 }, async () => {
    await using world = await openWorld();
    expect(await runCases(allCases(world.seeds), world)).toEqual([]);
  });
});
