import { describe, expect, it } from "vitest";
import { toSchema } from "../../src/api-documents/json-schema.ts";
import { createNames } from "../../src/api-documents/names.ts";
import { selectingPath, selectionSchema } from "../../src/api-documents/selection-schema.ts";

const referTo = (name: string) => `#/components/schemas/${name}`;

describe("a model of API Gateway as a schema of today", () => {
  it.each<[string, unknown, unknown]>([
    ["a text", '{"type":"string"}', { type: "string" }],
    ["a text that is no JSON", "no", {}],
    ["what is no schema", 7, {}],
    ["the draft that it names", { $schema: "http://json-schema.org/draft-04/schema#", id: "x" }, {}],
    ["a limit that is left out", { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
    ["a limit that belongs to it", { maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
    [
      "properties with names of keywords",
      { properties: { id: { type: "string" } } },
      { properties: { id: { type: "string" } } },
    ],
    ["values that look like schemas", { enum: [{ id: 1 }] }, { enum: [{ id: 1 }] }],
    [
      "another model",
      { items: { $ref: "https://apigateway.amazonaws.com/restapis/abc/models/Pet", type: "object" } },
      { items: { $ref: "#/components/schemas/Pet" } },
    ],
    ["a reference within", { $ref: "#/definitions/Pet" }, { $ref: "#/definitions/Pet" }],
  ])("keeps the meaning of %s", (_, model, schema) => {
    expect(toSchema(model, referTo)).toEqual(schema);
  });
});

describe("the messages that a selection expression leads to a route", () => {
  it.each<[string, readonly string[] | undefined]>([
    ["$request.body.action", ["action"]],
    ["${request.body.meta.kind}", ["meta", "kind"]],
    ["$request.body.a-${request.body.b}", undefined],
    ["$context.routeKey", undefined],
  ])("are told by the member in %s", (expression, path) => {
    expect(selectingPath(expression)).toEqual(path);
  });

  it("have that member, at its depth", () => {
    expect(selectionSchema("$request.body.meta.kind", "join")).toEqual({
      type: "object",
      required: ["meta"],
      properties: { meta: { type: "object", required: ["kind"], properties: { kind: { const: "join" } } } },
    });
    expect(selectionSchema("$context.routeKey", "join")).toEqual({});
  });
});

describe("names in a document", () => {
  it("are of letters that documents take, and each there once", () => {
    const nameOf = createNames();
    expect(["$default", "send message", "send/message", "€", "default"].map(nameOf)).toEqual([
      "default",
      "send-message",
      "send-message-2",
      "other",
      "default-2",
    ]);
  });
});
