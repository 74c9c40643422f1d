import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CloseDependencies } from "../../../src/core/connections/close.ts";
import type { CloseRequest } from "../../../src/core/connections/close-command.ts";
import { races } from "../../support/races/scenario.ts";

// The same with 60,000 others: e2e/long/races.test.ts.

describe("whatever meets a handshake", () => {
  it(
    "leaves no open socket that no table knows, and nobody open who was closed, in 1,000 orders of events",
    {
      timeout: 60_000,
    },
    () => fc.assert(races(), { numRuns: 1_000, seed: 1 }),
  );

  it("would, if a connection were forgotten because it is not open yet", { timeout: 60_000 }, async () => {
    async function close({ connectionId }: CloseRequest, { sockets, connections }: CloseDependencies): Promise<void> {
      const outcome = await sockets.close(connectionId);
      await connections.remove(connectionId);
      if (outcome === "failed") throw new Error("A connection could not be closed.");
    }
    const { failed, errorInstance } = await fc.check(races({ close }), { numRuns: 1_000, seed: 1, endOnFailure: true });
    expect(failed).toBe(true);
    expect(String(errorInstance)).toContain("is open and no table knows it");
  });
});
