import fc from "fast-check";
import { it } from "vitest";
import { races } from "../../app/test/support/races/scenario.ts";

it(
  "no order of events among 60,000 leaves an open socket that no table knows, or somebody open who was closed",
  {
    timeout: 1_800_000,
  },
  () => fc.assert(races(), { numRuns: 60_000 }),
);
