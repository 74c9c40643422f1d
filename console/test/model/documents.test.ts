import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readAsyncApi } from "../../src/model/documents/async-api.ts";
import { exampleOf } from "../../src/model/documents/example.ts";
import { readOpenApi } from "../../src/model/documents/open-api.ts";
import { schemaRows, typeOf } from "../../src/model/documents/schema.ts";

const contract = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../contract/${name}`, import.meta.url), "utf8"));

const document = {
  components: {
    schemas: {
      Pet: {
        type: "object",
        required: ["name"],
        properties: {
          name: { type: "string", minLength: 1, description: "As it is called" },
          kind: { enum: ["cat", "dog"] },
          mother: { $ref: "#/components/schemas/Pet" },
          toys: { type: "array", items: { type: "object", properties: { size: { type: "integer", minimum: 3 } } } },
        },
      },
    },
  },
};
const PET = { $ref: "#/components/schemas/Pet" };

describe("a schema as a table", () => {
  it("has its members and those within, with types and limits, and ends where it contains itself", () => {
    const rows = schemaRows(PET, document).map(({ depth, name, type, isRequired, limits }) => [
      depth,
      name,
      type,
      isRequired,
      limits,
    ]);
    expect(rows).toEqual([
      [0, "name", "string", true, "at least characters: 1"],
      [0, "kind", '"cat" | "dog"', false, ""],
      [0, "mother", "Pet", false, ""],
      [0, "toys", "array of object", false, ""],
      [1, "size", "integer", false, "≥ 3"],
    ]);
  });

  it("has the members of all parts that a value has to fit", () => {
    const schema = { allOf: [PET, { required: ["action"], properties: { action: { const: "adopt" } } }] };
    expect(schemaRows(schema, document).find(({ name }) => name === "action")).toMatchObject({
      type: '"adopt"',
      isRequired: true,
    });
  });

  it.each([
    [{}, "anything"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ oneOf: [{ type: "string" }, { type: "number" }] }, "string | number"],
    [{ $ref: "#/components/schemas/None" }, "None"],
  ])("names the type of %j", (schema, type) => {
    expect(typeOf(schema, document)).toBe(type);
  });
});

describe("an example", () => {
  it.each([
    [{ example: 5 }, 5],
    [{ type: "string", format: "date" }, "2026-01-31"],
    [{ type: "array", items: { type: "boolean" } }, [true]],
    [{ type: "number", exclusiveMinimum: 4 }, 5],
    [{ allOf: [{ properties: { a: { type: "null" } } }, { properties: { b: { const: 1 } } }] }, { a: null, b: 1 }],
  ])("of %j is %j", (schema, example) => {
    expect(exampleOf(schema, document)).toEqual(example);
  });

  it("of a schema that contains itself has an end", () => {
    expect(JSON.stringify(exampleOf(PET, document)).length).toBeLessThan(1_000);
  });
});

describe("an AsyncAPI document, read", () => {
  const read = readAsyncApi(contract("asyncapi.json"));

  it("has its channels, what clients send and get there, and what is answered", () => {
    expect(read.groups.map(({ title }) => title)).toEqual(["A client's connection", "The event bus"]);
    const [subscribe] = read.groups[0]?.operations ?? [];
    expect(subscribe).toMatchObject({ id: "subscribe", verb: "send" });
    expect(subscribe?.requests[0]?.examples.length).toBeGreaterThan(0);
    expect(subscribe?.answers).toHaveLength(3);
  });

  it("says where tokens go", () => {
    expect(read.schemes.map(({ place }) => place)).toEqual(["query access_token", "header Sec-WebSocket-Protocol"]);
  });
});

describe("an OpenAPI document, read", () => {
  it("has its operations with security, parameters, bodies and answers", () => {
    const read = readOpenApi(contract("openapi.json"));
    const all = read.groups.flatMap(({ operations }) => operations);
    const post = all.find(({ id }) => id === "post /requests");
    expect(post).toMatchObject({ verb: "post", security: ["token"] });
    expect(post?.requests[0]?.schema).toBeDefined();
    expect(post?.answers.map(({ title }) => title.slice(0, 3))).toContain("422");
  });

  it("has one operation for a route that takes any method", () => {
    const route = { "x-portcullis-route": "ANY /files/{proxy+}", responses: {} };
    const read = readOpenApi({ paths: { "/files/{proxy}": { get: route, put: route, post: { responses: {} } } } });
    expect(read.groups[0]?.operations.map(({ verb }) => verb)).toEqual(["any", "post"]);
  });

  it.each([{}, { paths: 1 }, { paths: { "/": { get: null } }, servers: {}, info: [] }])(
    "takes %j, which says nothing",
    (empty) => {
      expect(readOpenApi(empty).groups.flatMap(({ operations }) => operations)).toEqual([]);
    },
  );
});
