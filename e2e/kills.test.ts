import { describe, expect, it } from "vitest";
import { surviveKills } from "./killing.ts";

describe("portcullis start --data, killed", () => {
  it("keeps what it acknowledged, three times over", async () => {
    expect(await surviveKills(3, 69)).toBeGreaterThan(20);
  });
});
