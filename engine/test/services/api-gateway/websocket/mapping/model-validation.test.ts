import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../../../src/kernel/errors.ts";
import { compileSelectionExpression, createBody } from "../../../../../src/languages/selection-expression/index.ts";
import { compileModelValidation } from "../../../../../src/services/api-gateway/websocket/mapping/model-validation.ts";

type Schema = string | Readonly<Record<string, unknown>>;

const textOf = (schema: Schema) => (typeof schema === "string" ? schema : JSON.stringify(schema));
const textsOf = (schemas: Readonly<Record<string, Schema>>) =>
  new Map(Object.entries(schemas).map(([key, schema]) => [key, textOf(schema)]));

async function validation(
  schemas: Readonly<Record<string, Schema>>,
  models: Readonly<Record<string, Schema>> = {},
  expression = "$request.body.action",
) {
  const modelSelection = compileSelectionExpression(expression);
  const validate = await compileModelValidation({ modelSelection, schemas: textsOf(schemas), models: textsOf(models) });
  return (body: unknown) =>
    validate({ request: { body: createBody(typeof body === "string" ? body : JSON.stringify(body)) } });
}

/** Of one model for every message. */
const checkOf = (schema: Schema, models?: Readonly<Record<string, Schema>>) => validation({ $default: schema }, models);

const person = {
  type: "object",
  properties: { name: { type: "string", minLength: 2 }, age: { type: "integer", minimum: 0 } },
  required: ["name"],
};

describe("ModelSelectionExpression", () => {
  it("selects the model by the message, and $default for the rest", async () => {
    const check = await validation({ join: person, $default: { required: ["text"] } });
    expect(check({ action: "join", name: "Ada" })).toBeUndefined();
    expect(check({ action: "join", text: "x" })).toBe("[body must have required property 'name']");
    expect(check({ action: "say", text: "x" })).toBeUndefined();
    expect(check({ action: "say", name: "Ada" })).toBe("[body must have required property 'text']");
    expect(check({ text: "x" })).toBeUndefined();
  });

  it("refuses a message that selects no model", async () => {
    const check = await validation({ join: person });
    expect(check({ action: "leave", name: "Ada" })).toBe("[no model matches the message]");
    expect(check({ name: "Ada" })).toBe("[no model matches the message]");
    expect((await validation({}))({})).toBe("[no model matches the message]");
  });

  it("takes a constant for every message", async () => {
    const check = await validation({ one: person }, {}, "one");
    expect(check({ action: "any", name: "Ada" })).toBeUndefined();
  });
});

describe("RequestModels", () => {
  it.each([
    [{ name: "Ada", age: 36 }, undefined],
    [{ name: "A" }, "[/name must NOT have fewer than 2 characters]"],
    [{ name: "Ada", age: 1.5 }, "[/age must be integer]"],
    [{ name: "Ada", age: "36" }, "[/age must be integer]"],
    [[], "[body must be object]"],
    ["null", "[body must be object]"],
    ["not JSON", "[the body is not JSON]"],
    ["", "[the body is not JSON]"],
  ])("checks %j", async (body, reason) => {
    expect((await checkOf(person))(body)).toBe(reason);
  });

  it("refuses a message without a body", async () => {
    const modelSelection = compileSelectionExpression("one");
    const validate = await compileModelValidation({ modelSelection, schemas: textsOf({ one: {} }) });
    expect(validate({ request: {} })).toBe("[the body is not JSON]");
    expect(validate({})).toBe("[the body is not JSON]");
  });

  it("never puts a value of the message into the reason, and keeps it short", async () => {
    const check = await checkOf({ additionalProperties: { enum: ["a"] } });
    const reason = check({ ["k".repeat(5000)]: "secret" }) ?? "";
    expect(reason).not.toContain("secret");
    expect(reason).toMatch(/^\[\/k+\]$/);
    expect(reason.length).toBeLessThan(1100);
  });

  it("reads the exclusive limits of draft 4", async () => {
    const check = await checkOf({ properties: { n: { minimum: 1, exclusiveMinimum: true } } });
    expect([check({ n: 1 }), check({ n: 2 })]).toEqual(["[/n must be > 1]", undefined]);
  });

  it.each<[string, Schema, unknown]>([
    ["const", { properties: { a: { const: 1 } } }, { a: 2 }],
    ["if, then and else", '{"if":{},"then":{"required":["a"]},"else":{"required":["b"]}}', {}],
    ["contains", { contains: { type: "string" } }, [1]],
    ["propertyNames", { propertyNames: { pattern: "^x" } }, { a: 1 }],
    ["format", { properties: { a: { format: "email" } } }, { a: "no address" }],
    ["what no draft knows", { unheardOf: { type: "string" } }, {}],
    ["what stands beside a $ref", { $ref: "#/definitions/any", type: "string", definitions: { any: {} } }, {}],
  ])("ignores %s", async (_name, schema, body) => {
    expect((await checkOf(schema))(body)).toBeUndefined();
  });

  it("refuses null where only a later vocabulary makes it nullable", async () => {
    const check = await checkOf({ properties: { a: { type: "string", nullable: true } } });
    expect(check({ a: null })).toBe("[/a must be string]");
  });

  it("keeps properties that are named like a keyword", async () => {
    const check = await checkOf({
      properties: { nullable: { type: "boolean" }, $async: { type: "boolean" }, id: { type: "string" } },
    });
    expect(check({ nullable: 1 })).toBe("[/nullable must be boolean]");
    expect(check({ $async: 1 })).toBe("[/$async must be boolean]");
    expect(check({ id: 1 })).toBe("[/id must be string]");
  });

  it("does not validate later what is to be refused now", async () => {
    const check = await checkOf({ $async: true, required: ["a"] });
    expect(check({})).toBe("[body must have required property 'a']");
  });

  it.each(["constructor", "toString", "hasOwnProperty", "__proto__"])(
    "does not find a required %s in an object that only inherits it",
    async (name) => {
      const check = await checkOf({ required: [name] });
      expect(check({})).toBe(`[body must have required property '${name}']`);
      expect(check(`{"${name}":1}`)).toBeUndefined();
    },
  );

  it("takes a model that names the draft of another year as one of draft 4", async () => {
    const check = await checkOf({ $schema: "http://json-schema.org/draft-07/schema#", required: ["a"] });
    expect([check({ a: 1 }), check({})]).toEqual([undefined, "[body must have required property 'a']"]);
  });

  it("lets two models have one id", async () => {
    const id = "http://example.com/model";
    const check = await validation({
      a: { id, type: "object" },
      b: { id, required: ["x"] },
      c: { id, type: "object" },
    });
    expect([check({ action: "a" }), check({ action: "b" })]).toEqual([
      undefined,
      "[body must have required property 'x']",
    ]);
  });
});

describe("$ref", () => {
  const uri = (name: string, path = "restapis/abc123") => `https://apigateway.amazonaws.com/${path}/models/${name}`;

  it("leads to another model of the API, and on from there", async () => {
    const check = await checkOf(
      { properties: { team: { $ref: uri("Team") } } },
      { Team: { type: "array", items: { $ref: uri("Person", "apis/abc123") } }, Person: person, Broken: "no JSON" },
    );
    expect(check({ team: [{ name: "Ada" }] })).toBeUndefined();
    expect(check({ team: [{ name: "Ada" }, {}] })).toBe("[/team/1 must have required property 'name']");
  });

  it("leads into a part of a model", async () => {
    const check = await checkOf({ $ref: `${uri("Person")}#/properties/age` }, { Person: person });
    expect([check("7"), check("-7")]).toEqual([undefined, "[body must be >= 0]"]);
  });

  it("leads round in a circle", async () => {
    const tree = { type: "object", properties: { child: { $ref: uri("Tree") } } };
    const check = await checkOf({ $ref: uri("Tree") }, { Tree: tree });
    expect(check({ child: { child: {} } })).toBeUndefined();
    expect(check({ child: { child: 1 } })).toBe("[/child/child must be object]");
  });

  it.each([
    uri("Unknown"),
    uri("../Person"),
    uri("constructor"),
    "https://example.com/restapis/abc123/models/Person",
    "http://127.0.0.1:9/schema",
    "file:///etc/passwd",
    "Person",
    "#/definitions/nowhere",
  ])("to %s is a mistake of the template", async ($ref) => {
    await expect(checkOf({ $ref }, { Person: person })).rejects.toThrow(UserError);
  });
});

describe("a model that is no schema of draft 4", () => {
  it.each<[string, Schema]>([
    ["no JSON", "{"],
    ["an empty text", ""],
    ["an array", "[]"],
    ["a boolean", "true"],
    ["a type that does not exist", { type: "text" }],
    ["an exclusive limit of draft 6", { exclusiveMinimum: 5 }],
    ["an empty enum", { enum: [] }],
    ["a pattern that cannot be read", { pattern: "(" }],
    ["more than 32 768 characters", { description: "x".repeat(32_768) }],
    ["nesting without end", `${'{"not":'.repeat(4000)}{}${"}".repeat(4000)}`],
  ])("is a mistake of the template: %s", async (_name, schema) => {
    await expect(checkOf(schema)).rejects.toThrow(/^The model for "\$default" is not a JSON schema of draft 4: /);
  });
});

describe("hostile messages", () => {
  const tree = { properties: { a: { $ref: "#" } }, items: { $ref: "#" } };

  it.each<[string, Schema, string]>([
    ["a pattern that backtracks without end", { pattern: "^(a+)+$" }, JSON.stringify(`${"a".repeat(50)}!`)],
    [
      "a great many items to compare",
      { uniqueItems: true },
      JSON.stringify(Array.from({ length: 12_000 }, (_, a) => ({ a }))),
    ],
    ["nesting without end", tree, `${"[".repeat(60_000)}${"]".repeat(60_000)}`],
    [
      "nesting without end to compare",
      { uniqueItems: true },
      `[${`${"[".repeat(30_000)}${"]".repeat(30_000)},`.repeat(2)}1]`,
    ],
  ])("are refused in bounded time: %s", async (_name, schema, body) => {
    const check = await checkOf(schema);
    const startedAt = performance.now();
    expect(check(body)).toContain("the body cannot be checked");
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(check("7")).toBeUndefined();
  });

  it("are refused in bounded time: references that multiply", async () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => {
        const next = { $ref: `#/definitions/d${at + 1}` };
        return [`d${at}`, { allOf: [next, next] }];
      }),
    );
    const check = await checkOf({ $ref: "#/definitions/d0", definitions: { ...definitions, d40: {} } });
    const startedAt = performance.now();
    expect(check({})).toContain("the body cannot be checked");
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it("always give a verdict", async () => {
    const check = await validation({ join: person, $default: { type: ["object", "array"], maxProperties: 3 } });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const reason = check(body);
        expect(reason === undefined || (reason.startsWith("[") && reason.endsWith("]"))).toBe(true);
      }),
    );
  });

  it("agree with the rule that the model states", async () => {
    const check = await checkOf({ type: "object", required: ["id"], properties: { id: { type: "string" } } });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("id", "other"), fc.jsonValue()), (message) => {
        expect(check(message) === undefined).toBe(typeof message.id === "string");
      }),
    );
  });
});
