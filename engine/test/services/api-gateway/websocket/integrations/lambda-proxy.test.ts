import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseProxyResponse } from "../../../../../src/services/api-gateway/websocket/integrations/lambda-proxy.ts";

const parse = (response: unknown) => parseProxyResponse(JSON.stringify(response));

describe("a Lambda proxy response", () => {
  it.each([
    [{ statusCode: 200 }, { status: 200, body: undefined, headers: {} }],
    [
      { statusCode: "201", body: "hi" },
      { status: 201, body: "hi" },
    ],
    [
      { statusCode: 301, body: null },
      { status: 301, body: undefined },
    ],
    [{ statusCode: 200, body: "aGk=", isBase64Encoded: true }, { body: Buffer.from("hi") }],
    [{ statusCode: 200, body: "aGk=", isBase64Encoded: false }, { body: "aGk=" }],
    [
      { statusCode: 200, headers: { "Sec-Websocket-Protocol": "chat", n: 1 } },
      { headers: { "sec-websocket-protocol": "chat", n: "1" } },
    ],
    [{ statusCode: 200, multiValueHeaders: { A: ["1", "2"] } }, { headers: { a: "1, 2" } }],
    [{ statusCode: 200, headers: null }, { headers: {} }],
  ])("is read: %j", (response, expected) => {
    expect(parse(response)).toMatchObject(expected);
  });

  it.each([
    [null, "not an object"],
    ["text", "not an object"],
    [[], "not an object"],
    [{}, "statusCode"],
    [{ statusCode: "ok" }, "statusCode"],
    [{ statusCode: 20.5 }, "statusCode"],
    [{ statusCode: 101 }, "statusCode"],
    [{ statusCode: 600 }, "statusCode"],
    [{ statusCode: true }, "statusCode"],
    [{ statusCode: [200] }, "statusCode"],
    [{ statusCode: 200, body: { a: 1 } }, "body"],
    [{ statusCode: 200, ConnectionId: "x", Data: "y" }, "ConnectionId"],
    [{ statusCode: 200, headers: { a: { b: 1 } } }, "header"],
    [{ statusCode: 200, headers: { a: "x\r\nSet-Cookie: y" } }, "header"],
  ])("is malformed: %j", (response, what) => {
    expect(parse(response)).toMatchObject({ cause: "fault", reason: expect.stringContaining(what) });
  });

  it("never throws, whatever a function returns", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (payload) => {
        expect(parseProxyResponse(payload)).toBeTypeOf("object");
      }),
    );
  });
});
