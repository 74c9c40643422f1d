import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encode, toBase64, toHex } from "../../../src/views/playground/messages/payload.ts";
import { differences, sampleOf } from "../../../src/views/playground/messages/schema.ts";
import {
  asyncApiTemplates,
  routeTemplates,
  withoutBareRoutes,
} from "../../../src/views/playground/messages/templates.ts";

describe("encode", () => {
  it.each([
    ["text", "{", { payload: "{" }],
    ["json", '{"a": 1}', { payload: '{"a": 1}' }],
    ["json", "{", { mistake: expect.any(String) }],
    ["hex", "DE:ad 0xbe ef", { payload: Uint8Array.of(0xde, 0xad, 0xbe, 0xef) }],
    ["hex", "abc", { mistake: expect.stringContaining("two digits") }],
    ["hex", "zz", { mistake: expect.any(String) }],
    ["base64", "AP8=", { payload: Uint8Array.of(0, 255) }],
    ["base64", "%", { mistake: expect.any(String) }],
  ] as const)("takes %s: %s", (format, text, expected) => {
    expect(encode(text, format)).toEqual(expected);
  });

  it("gives back the bytes that were written out", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const copy = Uint8Array.from(bytes);
        expect(encode(toHex(copy), "hex")).toEqual({ payload: copy });
        expect(encode(toBase64(copy), "base64")).toEqual({ payload: copy });
      }),
    );
  });
});

const BID = {
  type: "object",
  required: ["type", "amount"],
  properties: {
    type: { enum: ["bid"] },
    amount: { type: "number", minimum: 1 },
    note: { type: ["string", "null"] },
    tags: { type: "array", items: { type: "string", format: "uuid" } },
  },
  additionalProperties: false,
};

describe("sampleOf", () => {
  it.each([
    ["what is required", BID, { type: "bid", amount: 1 }],
    ["an example", { type: "object", examples: [{ a: 1 }] }, { a: 1 }],
    ["all members when nothing is required", { properties: { a: { type: "integer", minimum: 2.5 } } }, { a: 3 }],
    ["the first of several forms", { oneOf: [{ const: "x" }, { type: "number" }] }, "x"],
    ["a reference", { $ref: "#/$defs/a", $defs: { a: { type: "boolean" } } }, true],
    ["a list", { type: "array", items: { type: "string", format: "email" } }, ["ann@example.com"]],
    ["nothing for nothing", {}, null],
  ])("makes %s", (_, schema, expected) => {
    expect(sampleOf(schema)).toEqual(expected);
  });

  it("ends for a schema that contains itself", () => {
    const endless = { type: "object", properties: { inner: { $ref: "#" }, next: { $ref: "#/properties/next" } } };
    expect(() => JSON.stringify(sampleOf(endless))).not.toThrow();
  });

  it("has no differences from its own schema, and survives any schema at all", () => {
    expect(differences(sampleOf(BID), BID)).toEqual([]);
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (schema, value) => void differences(value, schema)));
    fc.assert(fc.property(fc.jsonValue(), (schema) => void sampleOf(schema)));
  });
});

describe("differences", () => {
  it.each([
    [{ type: "bid" }, ["amount is missing."]],
    [{ type: "ask", amount: 0 }, ["type is none of bid.", "amount is less than 1."]],
    [{ type: "bid", amount: "1" }, ["amount is no number."]],
    [{ type: "bid", amount: 1, note: 7 }, ["note is no string or null."]],
    [{ type: "bid", amount: 1, colour: "red" }, ["colour is not known."]],
    [[], ["The message is no object."]],
  ])("of %j are %j", (value, expected) => {
    expect(differences(value, BID)).toEqual(expected);
  });
});

const API = {
  logicalId: "Api",
  apiId: "a",
  name: "api",
  kind: "websocket",
  stage: "dev",
  url: "ws://127.0.0.1/dev",
  authorizers: [],
  routeSelectionExpression: "${request.body.meta.action}",
  routes: [{ routeKey: "$connect" }, { routeKey: "bid", model: BID }, { routeKey: "leave" }, { routeKey: "$default" }],
} as const;

describe("templates of messages", () => {
  it("are made of routes: by their models, else with the member that selects them", () => {
    const texts = routeTemplates(API).map(({ title, text }) => [title, JSON.parse(text)]);
    expect(texts).toEqual([
      ["bid", { type: "bid", amount: 1, meta: { action: "bid" } }],
      ["leave", { meta: { action: "leave" } }],
      ["$default", { message: "hello" }],
    ]);
  });

  it("are those that an AsyncAPI document receives over WebSockets, and no events", () => {
    const document = JSON.parse(readFileSync(new URL("../../../../contract/asyncapi.json", import.meta.url), "utf8"));
    const templates = asyncApiTemplates(document);
    expect(templates.map(({ title }) => title)).toEqual(expect.arrayContaining(["Subscribe to an entity", "Ping"]));
    for (const { text, schema } of templates) {
      expect(JSON.parse(text)).toHaveProperty("action");
      expect(differences(JSON.parse(text), schema, document)).toEqual([]);
    }
  });

  it("are none of what is no document", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(asyncApiTemplates(value))));
  });

  it("leave out bare routes that a document knows better", () => {
    const ofDocument = [{ title: "Leave", text: '{"meta":{"action":"leave","why":"tired"}}' }];
    const titles = withoutBareRoutes(ofDocument, routeTemplates(API)).map(({ title }) => title);
    expect(titles).toEqual(["Leave", "bid", "$default"]);
  });
});
