import { describe, expect, it } from "vitest";
import { UserError } from "../../../../../src/kernel/errors.ts";
import { createBody, type SelectionScope } from "../../../../../src/languages/selection-expression/index.ts";
import {
  compileRequestParameters,
  compileResponseParameters,
} from "../../../../../src/services/api-gateway/websocket/mapping/parameters.ts";

const scope: SelectionScope = {
  request: {
    headers: { "X-Token": ["a", "b"] },
    querystring: { auth: ["q1", "q2"] },
    body: createBody(
      '{"room":"r1","n":5,"list":["x","y"],"nothing":null,"exact":9007199254740993,"decimals":[1.0,{"n":2.50}]}',
    ),
  },
  context: { connectionId: "abc=", identity: { sourceIp: "203.0.113.7" } },
  stageVariables: { backend: "blue" },
  integration: {
    response: {
      statuscode: 200,
      headers: { "Set-Cookie": ["a=1", "b=2"] },
      body: createBody('{"id":7}'),
    },
  },
};

describe("compileRequestParameters", () => {
  it.each([
    ["route.request.header.x-token", ["b"]],
    ["route.request.multivalueheader.X-Token", ["a", "b"]],
    ["route.request.querystring.auth", ["q2"]],
    ["route.request.multivaluequerystring.auth", ["q1", "q2"]],
    ["route.request.body.room", ["r1"]],
    ["route.request.body.n", ["5"]],
    ["route.request.body.list", ["[x, y]"]],
    ["route.request.body", [scope.request?.body?.text]],
    ["route.request.body.exact", ["9007199254740993"]],
    ["route.request.body.decimals", ["[1.0, {n=2.50}]"]],
    ["method.request.header.x-token", ["b"]],
    ["context.connectionId", ["abc="]],
    ["context.identity.sourceIp", ["203.0.113.7"]],
    ["stageVariables.backend", ["blue"]],
    ["'it is literal'", ["it is literal"]],
    ["''", [""]],
  ])("takes %s", (expression, values) => {
    const { headers } = compileRequestParameters({ "integration.request.header.X": expression })(scope);
    expect(headers).toEqual({ X: values });
  });

  it.each([
    "route.request.header.missing",
    "route.request.body.missing",
    "route.request.body.nothing",
    "context.missing",
    "stageVariables.constructor",
  ])("leaves out what the message does not have, %s", (expression) => {
    expect(compileRequestParameters({ "integration.request.header.X": expression })(scope).headers).toEqual({});
  });

  it("puts each value in its place", () => {
    const map = compileRequestParameters({
      "integration.request.header.connectionId": "context.connectionId",
      "integration.request.querystring.Action": "'SendMessage'",
      "integration.request.path.room": "route.request.body.room",
    });
    expect(map(scope)).toEqual({
      headers: { connectionId: ["abc="] },
      querystring: { Action: ["SendMessage"] },
      path: { room: ["r1"] },
    });
    expect(map({})).toEqual({ headers: {}, querystring: { Action: ["SendMessage"] }, path: {} });
  });

  it.each([
    ["integration.request.header.a b", "'x'"],
    ["integration.request.cookie.a", "'x'"],
    ["request.header.a", "'x'"],
    ["integration.request.header.a", "literal"],
    ["integration.request.header.a", "route.request.cookie.x"],
    ["integration.request.header.a", "route.request.body.[x"],
  ])("refuses %s from %s", (target, expression) => {
    expect(() => compileRequestParameters({ [target]: expression })).toThrow(UserError);
  });
});

describe("compileResponseParameters", () => {
  it("makes headers of the backend's answer", () => {
    const map = compileResponseParameters({
      "route.response.header.id": "integration.response.body.id",
      "route.response.header.cookie": "integration.response.header.set-cookie",
      "method.response.header.cookies": "integration.response.multivalueheader.set-cookie",
      "route.response.header.kind": "'chat'",
    });
    expect(map(scope)).toEqual({
      headers: { id: ["7"], cookie: ["b=2"], cookies: ["a=1", "b=2"], kind: ["chat"] },
    });
  });

  it("refuses another target", () => {
    expect(() => compileResponseParameters({ "integration.request.header.a": "'x'" })).toThrow(UserError);
  });
});
