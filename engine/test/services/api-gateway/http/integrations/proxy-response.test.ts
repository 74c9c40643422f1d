import { validateHeaderName, validateHeaderValue } from "node:http";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseProxyResponse } from "../../../../../src/services/api-gateway/http/integrations/proxy-response.ts";

const parse = (response: unknown, format: "1.0" | "2.0" = "1.0") =>
  parseProxyResponse(JSON.stringify(response), format, "application/json");

describe("a function's answer behind an HTTP API, a REST API or its URL", () => {
  it.each([100, 101, 102, 103, 199, 600, 999, 0, -1, 200.5, "100", "101", "2e2", " 200", "", "ok", [200], true, null])(
    "makes no sense with the status %j",
    (statusCode) => {
      expect(parse({ statusCode })).toBe("statusCode is not an HTTP status");
      if (statusCode !== undefined) expect(parse({ statusCode }, "2.0")).toBe("statusCode is not an HTTP status");
    },
  );

  it.each([
    [{ "x\r\ny": "1" }, /x\r\ny/],
    [{ "": "1" }, /header ""/],
    [{ "a b": "1" }, /a b/],
    [{ a: "1\r\nset-cookie: b" }, /header "a"/],
    [{ a: "1\nb" }, /header "a"/],
    [{ a: "\u0000" }, /header "a"/],
    [{ a: "€" }, /header "a"/],
    [{ a: { b: 1 } }, /header "a"/],
    [{ "set-cookie": [["a", {}]] }, /header "set-cookie"/],
  ])("makes no sense with the headers %j", (headers, message) => {
    expect(parse({ statusCode: 200, headers })).toMatch(message);
    expect(parse({ statusCode: 200, headers }, "2.0")).toMatch(message);
  });

  it("can always be sent, or is none, whatever the function returns", () => {
    const status = fc.oneof(fc.integer({ min: -1, max: 1_100 }), fc.string(), fc.integer({ max: 700 }).map(String));
    const value = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.array(fc.string()), fc.jsonValue());
    const name = fc.oneof(
      fc.constantFrom("set-cookie", "content-type", "trailer", "__proto__", "constructor", "a\r\nb"),
      fc.string({ unit: "binary" }),
    );
    const headers = fc.oneof(fc.dictionary(name, value), fc.jsonValue());
    const shaped = fc.record(
      { statusCode: status, headers, multiValueHeaders: headers, cookies: fc.jsonValue(), body: fc.jsonValue() },
      { requiredKeys: ["statusCode"] },
    );
    const payload = fc.oneof(
      shaped.map((response) => JSON.stringify(response)),
      fc.json(),
      fc.string(),
    );
    fc.assert(
      fc.property(payload, fc.constantFrom("1.0", "2.0"), (text, format) => {
        const answer = parseProxyResponse(text, format, "application/json");
        if (typeof answer === "string") return;
        expect(answer.status).toBeGreaterThanOrEqual(200);
        expect(answer.status).toBeLessThanOrEqual(599);
        for (const [header, values] of Object.entries(answer.headers)) {
          validateHeaderName(header);
          for (const each of [values].flat()) validateHeaderValue(header, each);
        }
      }),
    );
  });
});
