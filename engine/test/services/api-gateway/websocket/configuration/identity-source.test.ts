import { describe, expect, it } from "vitest";
import type { SelectionScope } from "../../../../../src/languages/selection-expression/index.ts";
import { compileIdentitySource } from "../../../../../src/services/api-gateway/websocket/configuration/identity-source.ts";

const scope: SelectionScope = {
  request: { headers: { Authorization: ["t"], Blank: [""] }, querystring: { Auth: ["t"], empty: [""] } },
  stageVariables: { key: "v" },
  context: { stage: "dev", identity: { sourceIp: "::1" } },
};

describe("an identity source", () => {
  it.each([
    ["route.request.header.Authorization", true],
    ["route.request.header.authorization", true],
    ["route.request.header.Other", false],
    ["route.request.header.Blank", false],
    ["route.request.querystring.Auth", true],
    ["route.request.querystring.auth", false],
    ["route.request.querystring.empty", false],
    ["stageVariables.key", true],
    ["stageVariables.other", false],
    ["context.stage", true],
    ["context.identity.sourceIp", true],
    ["context.nothing", false],
  ])("%s is there: %s", (name, present) => {
    expect(compileIdentitySource(name)?.isPresent(scope)).toBe(present);
  });

  it.each([
    "$request.header.Authorization",
    "$context.stage",
    "request.header.A",
    "route.request.body.x",
    "method.request.header.A",
    "",
  ])("does not exist as %j", (name) => {
    expect(compileIdentitySource(name)).toBeUndefined();
  });
});
