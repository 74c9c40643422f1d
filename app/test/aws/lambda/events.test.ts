import { describe, expect, it } from "vitest";
import { type AuthorizerEvent, handshakeOf, subprotocolsOf } from "../../../src/aws/lambda/events.ts";

const event = (fields: Partial<AuthorizerEvent>): AuthorizerEvent => ({
  methodArn: "arn:aws:execute-api:us-east-1:000000000000:api/dev/$connect",
  requestContext: { connectionId: "abc=", connectedAt: 0, requestId: "r" },
  ...fields,
});

describe("the query token of a handshake", () => {
  it.each([
    ["no query at all", {}, []],
    ["null, as older events have it", { queryStringParameters: null, multiValueQueryStringParameters: null }, []],
    ["once", { multiValueQueryStringParameters: { access_token: ["a"] } }, ["a"]],
    ["twice: each is there", { multiValueQueryStringParameters: { access_token: ["a", "b"] } }, ["a", "b"]],
    [
      "twice: the single-value form, which hides one, is not believed",
      { queryStringParameters: { access_token: "b" }, multiValueQueryStringParameters: { access_token: ["a", "b"] } },
      ["a", "b"],
    ],
    ["only in single-value form", { queryStringParameters: { access_token: "a" } }, ["a"]],
    ["empty, which is not the same as absent", { queryStringParameters: { access_token: "" } }, [""]],
    ["under another spelling", { queryStringParameters: { Access_Token: "a" } }, []],
  ])("%s", (_, fields, queryTokens) => {
    expect(handshakeOf(event(fields)).queryTokens).toEqual(queryTokens);
  });
});

describe("the subprotocols of a handshake", () => {
  it.each([
    ["no headers", {}, undefined],
    ["null, as older events have it", { headers: null, multiValueHeaders: null }, undefined],
    ["one header", { headers: { "Sec-WebSocket-Protocol": "websocket, t" } }, "websocket, t"],
    ["a header in the client's own spelling", { headers: { "sEC-wEBSOCKET-pROTOCOL": "websocket" } }, "websocket"],
    [
      "several headers of the name: all count",
      {
        headers: { "Sec-WebSocket-Protocol": "t" },
        multiValueHeaders: { "Sec-WebSocket-Protocol": ["websocket", "t"] },
      },
      "websocket,t",
    ],
    ["an empty header, which is not the same as none", { headers: { "Sec-WebSocket-Protocol": "" } }, ""],
  ])("%s", (_, fields, subprotocols) => {
    expect(subprotocolsOf(fields)).toBe(subprotocols);
  });
});
