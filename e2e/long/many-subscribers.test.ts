import { describe, expect, it } from "vitest";
import { measureFanOut } from "../soak/fan-out.ts";

describe("many subscribers with dead sockets and failing posts", () => {
  it("get an event exactly once each, and what is dead is cleaned up", async () => {
    const shares = { deadShare: 0.05, faultShare: 0.02 };
    const result = await measureFanOut({ subscribers: 240, overSockets: 40, ...shares, seed: 1, say: () => {} });
    expect(result).toMatchObject({ receivedTimes: { 1: 228 }, live: 228, dead: 12, deadRows: 0, deadLetters: 0 });
    expect(result.answers).toMatchObject({ 200: 228, 410: 12 });
    expect(Object.keys(result.answers).length).toBeGreaterThan(2);
  });
});
