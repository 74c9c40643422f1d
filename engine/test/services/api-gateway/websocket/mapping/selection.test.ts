import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../../../src/kernel/errors.ts";
import { createBody, type SelectionScope } from "../../../../../src/languages/selection-expression/index.ts";
import {
  compileResponseSelection,
  compileTemplateSelection,
  type PassthroughBehavior,
  type ResponseSource,
} from "../../../../../src/services/api-gateway/websocket/mapping/selection.ts";
import { convertToBinary, convertToText } from "../../../../../src/services/api-gateway/websocket/mapping/template.ts";

const ofBody = (body: string): SelectionScope => ({ request: { body: createBody(body) } });
const answer = (statuscode: number, body = "{}"): SelectionScope => ({
  integration: { response: { statuscode, body: createBody(body) } },
});

describe("compileTemplateSelection", () => {
  const templates = new Map([
    ["join", "J"],
    ["$default", "D"],
  ]);
  const withoutDefault = new Map([["join", "J"]]);

  it.each([
    ["${request.body.action}", '{"action":"join"}', "J"],
    ["${request.body.action}", '{"action":"leave"}', "D"],
    ["${request.body.action}", "hi", "D"],
    ["join", "{}", "J"],
    ["\\$default", '{"action":"join"}', "D"],
    ["$default", '{"action":"join"}', "D"],
    [undefined, '{"action":"join"}', "D"],
  ])("selects by %s for %s the template %s", (expression, body, template) => {
    expect(compileTemplateSelection({ templates, expression })(ofBody(body))).toEqual({ kind: "template", template });
  });

  it.each<[PassthroughBehavior | undefined, Map<string, string>, string]>([
    [undefined, withoutDefault, "passthrough"],
    ["WHEN_NO_MATCH", withoutDefault, "passthrough"],
    ["WHEN_NO_TEMPLATES", withoutDefault, "unsupported"],
    ["NEVER", withoutDefault, "unsupported"],
    ["WHEN_NO_MATCH", new Map(), "passthrough"],
    ["WHEN_NO_TEMPLATES", new Map(), "passthrough"],
    ["NEVER", new Map(), "unsupported"],
    ["NEVER", templates, "template"],
  ])("with %s and templates %j decides on a body that none is for: %s", (passthroughBehavior, of, kind) => {
    const select = compileTemplateSelection({
      templates: of,
      expression: "${request.body.action}",
      passthroughBehavior,
    });
    expect(select(ofBody('{"action":"leave"}')).kind).toBe(kind);
  });

  const byContentType = new Map([["application/json", "J"]]);

  it.each([undefined, "\\$default", "$default"])(
    "finds a template by its content type with the expression %s",
    (expression) => {
      const select = compileTemplateSelection({ templates: byContentType, expression, passthroughBehavior: "NEVER" });
      expect(select(ofBody("hi"))).toEqual({ kind: "template", template: "J" });
    },
  );

  it("prefers $default to a content type, and takes no content type for another key", () => {
    const both = new Map([...byContentType, ["$default", "D"]]);
    expect(compileTemplateSelection({ templates: both })(ofBody("{}"))).toEqual({ kind: "template", template: "D" });
    const select = compileTemplateSelection({ templates: byContentType, expression: "${request.body.action}" });
    expect(select(ofBody('{"action":"join"}'))).toEqual({ kind: "passthrough" });
  });

  it("refuses an expression that cannot be read", () => {
    expect(() => compileTemplateSelection({ templates, expression: "$request.nope" })).toThrow(UserError);
  });
});

describe("compileResponseSelection", () => {
  const responses = new Map([
    ["$default", "ok"],
    ["/4\\d\\d/", "client"],
    ["/5\\d\\d/", "server"],
    ["/Bad.*/", "bad"],
  ]);

  it.each<[ResponseSource, SelectionScope, string]>([
    ["http", answer(200), "ok"],
    ["http", answer(404), "client"],
    ["http", answer(503), "server"],
    ["http", answer(200, '{"errorMessage":"Bad room"}'), "ok"],
    ["lambda", answer(200, '{"errorMessage":"Bad room"}'), "bad"],
    ["lambda", answer(200, '{"errorMessage":"not Bad"}'), "ok"],
    ["lambda", answer(404), "ok"],
    ["lambda", answer(200, "not JSON"), "ok"],
  ])("selects for %s", (backend, scope, response) => {
    expect(compileResponseSelection(responses, backend)(scope)).toBe(response);
  });

  it("finds none without a fitting key", () => {
    expect(compileResponseSelection(new Map([["/5\\d\\d/", 1]]), "http")(answer(200))).toBeUndefined();
  });
});

describe("a ContentHandlingStrategy", () => {
  const BYTES = Buffer.from([0, 255]);
  const text = (content: string) => Buffer.from(content);

  it.each([
    ["text", undefined, text("aGk="), text("aGk=")],
    ["text", "CONVERT_TO_TEXT", text("héé {}"), text("héé {}")],
    ["text", "CONVERT_TO_BINARY", text("aGk="), text("hi")],
    ["bytes", undefined, BYTES, BYTES],
    ["bytes", "CONVERT_TO_TEXT", BYTES, text("AP8=")],
    ["bytes", "CONVERT_TO_BINARY", BYTES, BYTES],
  ] as const)("brings %s with %s to what AWS's table says", (_, strategy, body, converted) => {
    expect(convertToBinary(convertToText(body, strategy), strategy).toString("latin1")).toBe(
      converted.toString("latin1"),
    );
  });

  it("brings any bytes to text and back", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const readable = convertToText(Buffer.from(bytes), "CONVERT_TO_TEXT");
        const isKept = readable.equals(bytes);
        expect(isUtf8(readable)).toBe(true);
        expect(isKept || convertToBinary(readable, "CONVERT_TO_BINARY").equals(bytes)).toBe(true);
        expect(isKept).toBe(isUtf8(bytes));
      }),
    );
  });

  it.each(["hi!", "a", "====", "{}"])("does not take %j for Base64 text", (content) => {
    expect(() => convertToBinary(text(content), "CONVERT_TO_BINARY")).toThrow("not Base64");
  });
});
