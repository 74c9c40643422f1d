import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileEventPattern } from "../../src/languages/event-pattern/event-pattern.ts";
import { explainMismatches } from "../../src/languages/event-pattern/explain.ts";

const explain = (pattern: object, event: unknown) => explainMismatches(JSON.stringify(pattern), event);

const EVENT = {
  source: "shop",
  detail: {
    state: "open",
    tags: ["a", "b"],
    lines: [
      { sku: "x", count: 1 },
      { sku: "y", count: 5 },
    ],
  },
};

describe("explainMismatches", () => {
  it.each<[string, object, object[]]>([
    ["nothing of an event that matches", { source: ["shop"] }, []],
    [
      "a value that is another one",
      { source: ["bank", "desk"] },
      [{ path: "source", wanted: ["bank", "desk"], found: ["shop"] }],
    ],
    [
      "only those fields that do not match",
      { source: ["shop"], detail: { state: ["closed"] } },
      [{ path: "detail.state", wanted: ["closed"], found: ["open"] }],
    ],
    ["a field that is missing", { detail: { paid: [true] } }, [{ path: "detail.paid", wanted: [true], found: [] }]],
    ["all values of a list", { detail: { tags: ["c"] } }, [{ path: "detail.tags", wanted: ["c"], found: ["a", "b"] }]],
    [
      "a name with dots, which is a path",
      { "detail.state": ["closed"] },
      [{ path: "detail.state", wanted: ["closed"], found: ["open"] }],
    ],
    [
      "alternatives of which none matches",
      { $or: [{ source: ["bank"] }, { detail: { state: ["closed"] } }] },
      [{ path: "$or", wanted: [{ source: ["bank"] }, { detail: { state: ["closed"] } }], found: [] }],
    ],
    [
      "the pattern as a whole when no object of a list has all of it",
      { detail: { lines: { sku: ["x"], count: [5] } } },
      [{ path: "", wanted: { detail: { lines: { sku: ["x"], count: [5] } } }, found: [] }],
    ],
    [
      "a field that must not be there",
      { detail: { state: [{ exists: false }] } },
      [{ path: "detail.state", wanted: [{ exists: false }], found: ["open"] }],
    ],
  ])("tells %s", (_what, pattern, expected) => {
    expect(explain(pattern, EVENT)).toEqual(expected);
  });

  it("tells of something exactly when the pattern does not match", () => {
    const name = fc.constantFrom("a", "b", "a.b");
    const scalar = fc.constantFrom(1, "x", null);
    const small = { maxKeys: 3 };
    const shallow = { maxDepth: 3, withCrossShrink: true };
    const { event } = fc.letrec((tie) => ({
      event: fc.dictionary(
        name,
        fc.oneof(
          shallow,
          scalar,
          fc.array(scalar, { maxLength: 2 }),
          tie("event"),
          fc.array(tie("event"), { maxLength: 2 }),
        ),
        small,
      ),
    }));
    const values = fc.array(fc.oneof(scalar, fc.constant({ exists: false })), { minLength: 1, maxLength: 2 });
    const { pattern } = fc.letrec((tie) => ({
      pattern: fc.dictionary(name, fc.oneof(shallow, values, tie("pattern")), { ...small, minKeys: 1 }),
    }));
    fc.assert(
      fc.property(pattern, event, (wanted, given) => {
        const matches = compileEventPattern(wanted)(given);
        expect(explainMismatches(JSON.stringify(wanted), given).length === 0).toBe(matches);
      }),
    );
  });
});
