import { describe, expect, it } from "vitest";
import { readCorpus } from "./corpus.ts";
import { TARGETS } from "./targets/index.ts";
import { failureOf } from "./work.ts";

/** Two targets start an engine, which takes a while on a machine that is busy. */
const LONGEST_MS = 60_000;

describe("inputs that fuzzing has found, and those that lead far into the code", () => {
  it.each(TARGETS.map((row) => [row.name, row] as const))(
    "do %s no harm",
    async (name, row) => {
      const target = await row.open();
      const failures: string[] = [];
      for (const { name: file, input } of readCorpus(name))
        try {
          await target.run(input);
        } catch (error) {
          failures.push(`${file}: ${failureOf(error).text}`);
        }
      await target.dispose?.();
      expect(failures).toEqual([]);
    },
    LONGEST_MS,
  );
});
