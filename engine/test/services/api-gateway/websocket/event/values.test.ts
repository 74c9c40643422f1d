import { describe, expect, it } from "vitest";
import { lastValues, queryValues } from "../../../../../src/services/api-gateway/websocket/event/headers.ts";

describe("queryValues", () => {
  it.each([
    ["", undefined],
    ["&", undefined],
    ["k=v", { k: ["v"] }],
    ["k=v&k=w&l=", { k: ["v", "w"], l: [""] }],
    ["k", { k: [""] }],
    ["k=a%20b+c%2B", { k: ["a b c+"] }],
    ["k=%", { k: ["%"] }],
  ])("reads %j", (rawQuery, expected) => {
    expect(queryValues(rawQuery)).toEqual(expected);
  });

  it("takes names of object members for names", () => {
    const query = queryValues("__proto__=a&constructor=b") ?? {};
    expect(Object.entries(query)).toEqual([
      ["__proto__", ["a"]],
      ["constructor", ["b"]],
    ]);
  });
});

describe("lastValues", () => {
  it("keeps the last of several values", () => {
    expect(lastValues({ a: ["1", "2"], b: ["3"] })).toEqual({ a: "2", b: "3" });
  });
});
