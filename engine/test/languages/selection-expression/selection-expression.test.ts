import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/kernel/errors.ts";
import {
  compileSelectionExpression,
  createBody,
  type SelectionScope,
} from "../../../src/languages/selection-expression/index.ts";

const chat = '{"service":"chat","action":"join","data":{"room":"room1234"}}';

const scope: SelectionScope = {
  request: {
    body: createBody(chat),
    headers: { "X-Api-Key": ["first", "second"], Accept: ["*/*"] },
    querystring: { token: ["a", "b"] },
    basepath: "v1",
  },
  context: { connectionId: "BFaT_fALIAMCKug=", authorizer: { usageIdentifierKey: "key-1" } },
  stageVariables: { color: "blue" },
  integration: {
    response: {
      statuscode: 502,
      headers: { "Content-Type": ["text/plain"], "Set-Cookie": ["a=1", "b=2"] },
      body: createBody('{"errorMessage":"Bad room"}'),
    },
  },
};

const evaluate = (expression: string, body = chat) =>
  compileSelectionExpression(expression)({ ...scope, request: { ...scope.request, body: createBody(body) } });

describe("compileSelectionExpression", () => {
  it.each(["9007199254740993", "12345678901234567890", "1.0", "1.50", "-0", "1e3"])(
    "selects the number %s with its own digits",
    (number) => {
      const body = `{"action":${number},"data":{"n":${number}},"list":[${number}]}`;
      expect(evaluate("$request.body.action", body).text).toBe(number);
      expect(evaluate("${request.body.data}/${request.body.list}", body).text).toBe(`{n=${number}}/[${number}]`);
    },
  );

  it.each([
    ["$request.body.action", "join"],
    ["${request.body.action}", "join"],
    ["${request.body.service}/${request.body.action}", "chat/join"],
    ["$request.body.service/$request.body.action", "chat/join"],
    ["$request.body.service-$request.body.action", "chat-join"],
    ["${request.body.action}-${request.body.invalidPath}", "join-"],
    ["v${request.body.action}.end", "vjoin.end"],
    ["${request.body.data.room}", "room1234"],
    ["$request.body['data']['room']", "room1234"],
    ['${request.body["data"].room}', "room1234"],
    ["${request.body..room}", "[room1234]"],
    ["${request.body.data}", "{room=room1234}"],
    ["$request.body", chat],
    ["action", "action"],
    ["\\$default", "$default"],
    ["$default", "$default"],
    ["\\${request.body.action}", "${request.body.action}"],
    ["a\\b", "a\\b"],
    ["$request.header.x-api-key", "second"],
    ["${request.header.ACCEPT}", "*/*"],
    ["$request.querystring.token", "b"],
    ["${request.multivalueheader.x-api-key}", "[first, second]"],
    ["$request.basepath", "v1"],
    ["$context.authorizer.usageIdentifierKey", "key-1"],
    ["$stageVariables.color", "blue"],
    ["$integration.response.statuscode", "502"],
    ["${response.statuscode}", "502"],
    ["${integration.response.header.content-type}", "text/plain"],
    ["${integration.response.multivalueheader.set-cookie}", "[a=1, b=2]"],
    ["$integration.response.body.errorMessage", "Bad room"],
  ])("evaluates %s to %s", (expression, text) => {
    expect(evaluate(expression)).toEqual({ text, found: true });
  });

  it.each([
    ['["item1","item2"]', "[item1, item2]"],
    ['[["a",1],null,{"k":true,"l":[]}]', "[[a, 1], null, {k=true, l=[]}]"],
    ["7", "7"],
    ["-1.5", "-1.5"],
    ["false", "false"],
    ['""', ""],
  ])("stringifies the value %s as %s", (value, text) => {
    expect(evaluate("$request.body.x", `{"x":${value}}`)).toEqual({ text, found: true });
  });

  it.each([
    ["a missing member", "$request.body.x", "{}"],
    ["null", "$request.body.x", '{"x":null}'],
    ["a body that is not JSON", "$request.body.x", "hi"],
    ["a body that is not JSON, by a path for several values", "$request.body..x", "hi"],
    ["an empty body", "$request.body.x", ""],
    ["a scalar root", "$request.body.x", "42"],
    ["a string root", "$request.body.length", '"text"'],
    ["an array root", "$request.body.length", "[1]"],
    ["an inherited member", "$request.body.constructor", "{}"],
    ["the prototype", "$request.body.__proto__", "{}"],
    ["a missing header", "$request.header.nope", "{}"],
    ["an inherited header", "$request.header.constructor", "{}"],
    ["a missing query parameter", "$request.querystring.toString", "{}"],
    ["a missing context value", "$context.authorizer.nope.deeper", "{}"],
    ["a missing stage variable", "$stageVariables.__proto__", "{}"],
  ])("finds nothing for %s", (_, expression, body) => {
    expect(evaluate(expression, body)).toEqual({ text: "", found: false });
  });

  it("tells an empty string that was found from one that was not", () => {
    expect(evaluate("$request.body.x", '{"x":""}').found).toBe(true);
    expect(evaluate("$request.body.y", '{"x":""}').found).toBe(false);
  });

  it("reads what a message itself holds under __proto__", () => {
    expect(evaluate("$request.body.__proto__", '{"__proto__":"mine"}')).toEqual({ text: "mine", found: true });
  });

  it("evaluates once: a dollar in a value is only text", () => {
    const body = '{"action":"${request.body.secret}","secret":"s"}';
    expect(evaluate("${request.body.action}", body).text).toBe("${request.body.secret}");
  });

  it("finds nothing in a scope without that part", () => {
    expect(compileSelectionExpression("$integration.response.statuscode")({})).toEqual({ text: "", found: false });
  });

  it.each([
    "$request.bdy.action",
    "$request.bodyaction",
    "$",
    "cost: $5",
    "${request.body.action",
    "${request.body[}",
    "$request.body.a b$",
    "${request.header.}",
    "${}",
  ])("refuses %s with a message that quotes it", (expression) => {
    expect(() => compileSelectionExpression(expression)).toThrow(UserError);
    expect(() => compileSelectionExpression(expression)).toThrow(`"${expression}"`);
  });

  it("selects exactly the action of any JSON message", () => {
    const select = compileSelectionExpression("$request.body.action");
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (members, action) => {
        const text = JSON.stringify({ ...members, action });
        expect(select({ request: { body: createBody(text) } })).toEqual({ text: action, found: true });
      }),
    );
  });

  it("survives every message, JSON or not", () => {
    const expressions = ["$request.body.a", "${request.body..a}-${request.body[0]}", "$request.body"];
    const compiled = expressions.map((expression) => compileSelectionExpression(expression));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const select of compiled)
          expect(typeof select({ request: { body: createBody(text) } }).text).toBe("string");
      }),
    );
  });

  it("either compiles a text or refuses it with a UserError", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\\${}[\].*'"a-z?()@=:,-]{0,30}$/), (text) => {
        try {
          compileSelectionExpression(`\${request.body${text}}`);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("copes with a message that nests 60,000 levels deep", () => {
    const body = `{"a":${"[".repeat(60_000)}${"]".repeat(60_000)}}`;
    expect(evaluate("$request.body.a", body).text).toHaveLength(120_000);
    expect(evaluate("$request.body..b", body).text).toBe("[]");
  });
});
