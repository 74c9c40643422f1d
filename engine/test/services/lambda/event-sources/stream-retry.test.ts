import { describe, expect, it } from "vitest";
import { afterFailure, type Batch } from "../../../../src/services/lambda/event-sources/stream-retry.ts";

const batch = (text: string, attempts = 0) => ({
  records: [...text].map((itemIdentifier) => ({ itemIdentifier, record: {} })),
  attempts,
});

const shown = ({ records, attempts }: Batch) =>
  `${records.map(({ itemIdentifier }) => itemIdentifier).join("")}:${attempts}`;

describe("what becomes of a batch of a stream that failed", () => {
  it.each([
    // records, attempts, first failed, retries, bisects → tried again, given up
    ["abcd", 0, 0, 2, false, ["abcd:1"], undefined],
    ["abcd", 1, 0, 2, false, ["abcd:2"], undefined],
    ["abcd", 2, 0, 2, false, [], "abcd:3"],
    ["abcd", 0, 0, 0, false, [], "abcd:1"],
    ["abcd", 99, 0, Number.POSITIVE_INFINITY, false, ["abcd:100"], undefined],
    ["abcd", 0, 2, 2, false, ["cd:1"], undefined],
    ["abcd", 2, 2, 2, false, [], "cd:3"],
    ["abcd", 0, 0, 2, true, ["ab:0", "cd:0"], undefined],
    ["abc", 1, 0, 2, true, ["ab:1", "c:1"], undefined],
    ["abcd", 0, 1, 2, true, ["bcd:0"], undefined],
    ["abcd", 0, 0, 0, true, ["ab:0", "cd:0"], undefined],
    ["a", 0, 0, 2, true, ["a:1"], undefined],
    ["a", 2, 0, 2, true, [], "a:3"],
  ])(
    "%s after %i attempts, from the %ith on, %d retries, bisecting: %s",
    (text, attempts, first, maxRetries, bisects, retry, giveUp) => {
      const remainder = afterFailure(batch(text, attempts), first, { maxRetries, bisects });
      expect(remainder.retry.map(shown)).toEqual(retry);
      expect(remainder.giveUp && shown(remainder.giveUp)).toBe(giveUp);
    },
  );
});
