import { describe, expect, it } from "vitest";
import { compileEventPattern } from "../../../../engine/src/languages/event-pattern/event-pattern.ts";
import { sampleOf } from "../../../src/views/data/events/samples.ts";

describe("a sample of a pattern", () => {
  it.each<[object]>([
    [{ source: ["shop"] }],
    [{ source: ["shop"], "detail-type": ["Order Placed"], detail: { total: [{ numeric: [">", 100] }] } }],
    [{ detail: { total: [{ numeric: ["<=", 5] }], state: [{ prefix: "op" }], name: [{ suffix: ".json" }] } }],
    [{ detail: { file: [{ wildcard: "a/*/b" }], flag: [{ exists: true }], gone: [{ exists: false }] } }],
    [{ "detail.order.id": ["7"], "detail.order.state": ["open"] }],
    [{ detail: { user: [{ "anything-but": ["root"] }], ip: [{ cidr: "10.0.0.0/8" }] } }],
    [{ detail: { code: [{ prefix: { "equals-ignore-case": "AB" } }], paid: [true], n: [null] } }],
    [{ $or: [{ source: ["a"] }, { detail: { x: [1] } }] }],
  ])("is an event that %j matches", (pattern) => {
    expect(compileEventPattern(pattern)(sampleOf(pattern))).toBe(true);
  });

  it("is any event without a pattern", () => {
    expect(sampleOf(undefined)).toEqual({ source: "my.app", "detail-type": "Something Happened", detail: { id: "1" } });
  });
});
