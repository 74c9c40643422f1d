import { describe, expect, it } from "vitest";
import { complaintsOf } from "../../soak/hostile/report.ts";
import { soak } from "../../soak/hostile/soak.ts";

const TWENTY_SECONDS = 1 / 3;

describe("functions that throw, hang, exit and leak, a store that is killed and files that are edited", () => {
  it.each(["worker", "process"] as const)(
    "harm nobody else, with functions in a %s each",
    async (isolation) => {
      const report = await soak({
        minutes: TWENTY_SECONDS,
        seed: 7,
        sockets: 60,
        rate: 20,
        isolation,
        interrupted: new AbortController().signal,
        onProgress: () => undefined,
      });
      expect(complaintsOf(report)).toEqual([]);
      expect(report.tally.total).toBeGreaterThan(50);
    },
    240_000,
  );
});
