import { describe, expect, it } from "vitest";
import { createRouteTable } from "../../src/admin/routes.ts";

const find = createRouteTable({
  "GET connections": "list",
  "GET connections/{id}": "one",
  "DELETE connections/{id}": "close",
  "POST connections/{id}/messages": "send",
});

describe("a control route", () => {
  it.each([
    ["GET", "connections", "list", {}],
    ["GET", "connections/abc", "one", { id: "abc" }],
    ["GET", "connections/a%2Fb%3D", "one", { id: "a/b=" }],
    ["DELETE", "connections/abc", "close", { id: "abc" }],
    ["POST", "connections/abc/messages", "send", { id: "abc" }],
  ])("is found for %s %s: %s", (method, path, route, parameters) => {
    expect(find(method, path)).toEqual({ route, parameters });
  });

  it.each([
    ["POST", "connections"],
    ["GET", "connections/"],
    ["GET", "connections/a/b"],
    ["GET", "connections/%zz"],
    ["GET", "Connections"],
    ["GET", ""],
  ])("is not found for %s %s", (method, path) => {
    expect(find(method, path)).toBeUndefined();
  });
});
