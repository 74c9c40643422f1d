import { describe, expect, it } from "vitest";
import type { Cors } from "../../../../src/services/api-gateway/http/configuration/model.ts";
import { withCors } from "../../../../src/services/api-gateway/http/cors.ts";

const nothing: Cors = {
  allowOrigins: [],
  allowMethods: [],
  allowHeaders: [],
  exposeHeaders: [],
  allowCredentials: false,
  maxAgeSeconds: undefined,
};

const allowed = (cors: Partial<Cors>, origin: string | undefined) =>
  withCors(
    { status: 200, headers: { "Access-Control-Allow-Origin": "by the backend", x: "1" } },
    { ...nothing, ...cors },
    origin,
  ).headers;

describe("CORS of an HTTP API", () => {
  it.each<[what: string, cors: Partial<Cors>, origin: string | undefined, expected: string | undefined]>([
    ["everybody", { allowOrigins: ["*"] }, "https://a.example", "*"],
    [
      "everybody, with credentials",
      { allowOrigins: ["*"], allowCredentials: true },
      "https://a.example",
      "https://a.example",
    ],
    ["one origin", { allowOrigins: ["https://a.example"] }, "https://a.example", "https://a.example"],
    ["another origin", { allowOrigins: ["https://a.example"] }, "https://a.example.evil", undefined],
    ["a scheme", { allowOrigins: ["https://*"] }, "https://b.example", "https://b.example"],
    ["another scheme", { allowOrigins: ["https://*"] }, "http://b.example", undefined],
    ["nobody", {}, "https://a.example", undefined],
    ["a request that is no page's", { allowOrigins: ["*"] }, undefined, undefined],
  ])("lets in %s", (_what, cors, origin, expected) => {
    expect(allowed(cors, origin)?.["access-control-allow-origin"]).toBe(expected);
  });

  it("leaves nothing of what the backend says of it, and all the rest", () => {
    expect(allowed({}, "https://a.example")).toEqual({ x: "1" });
  });
});
