import { describe, expect, it } from "vitest";
import type { RecordedFact } from "./fact.ts";

/** Declares a test for each fact: `hold` throws when the engine's answer is another than AWS's. */
export function tryFacts<F extends RecordedFact>(
  title: string,
  facts: readonly F[],
  hold: (fact: F) => Promise<void> | void,
): void {
  describe(`${title}, as recorded`, () => {
    it.each(facts.map((fact) => [titleOf(fact), fact] as const))("%s", async (_title, fact) => {
      if (fact.differs === undefined) return hold(fact);
      await expect(async () => hold(fact), "It is the same by now: take `differs` away.").rejects.toThrow();
    });
  });
}

const titleOf = ({ id, differs }: RecordedFact) => (differs === undefined ? id : `${id} is known to differ`);

/** Makes what `toMatchObject` takes: patterns stand for texts that match them. */
export function expected(value: unknown): unknown {
  if (value instanceof RegExp) return expect.stringMatching(value);
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, expected(member)]));
}
