import { describe, expect, it } from "vitest";
import { parseHash } from "../../src/shell/parse-hash.ts";

describe("parseHash", () => {
  it.each([
    ["#/live", ["live"], ""],
    ["#/connections/abc%3D", ["connections", "abc="], ""],
    ["#/data/tables/My%2FTable?key=a%20b", ["data", "tables", "My/Table"], "key=a+b"],
    ["#/traces?x=1?y", ["traces"], "x=1"],
    ["#/live/%zz", ["live", "%zz"], ""],
    ["", [], ""],
  ])("reads %s", (hash, segments, query) => {
    const place = parseHash(hash);
    expect([place.segments, String(place.query)]).toEqual([segments, query]);
  });
});
