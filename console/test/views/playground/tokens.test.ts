import { describe, expect, it } from "vitest";
import { EMPTY_DRAFT } from "../../../src/views/playground/handshake/draft.ts";
import { findToken, rankTokenFunctions } from "../../../src/views/playground/tokens/find-token.ts";
import { placeFor, withToken } from "../../../src/views/playground/tokens/place.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

describe("findToken", () => {
  it.each([
    ["a member that is called so", '{"authToken":"abc","other":"x"}', "abc"],
    ["in any spelling", '{"access_token":"abc"}', "abc"],
    ["the likeliest of several", '{"idToken":"b","accessToken":"a"}', "a"],
    ["a JWT under any name", `{"whatever":"${JWT}"}`, JWT],
    ["the body of a proxy integration", `{"statusCode":200,"body":"{\\"token\\":\\"abc\\"}"}`, "abc"],
    ["deeper down", '{"data":{"session":{"token":"abc"}}}', "abc"],
    ["the answer itself", `"${JWT}"`, JWT],
    ["the only opaque text", '{"thing":"YmlkZGVyOmFubg"}', "YmlkZGVyOmFubg"],
    ["none among words", '{"message":"all is well","name":"ann"}', undefined],
    ["none in an empty answer", "null", undefined],
    ["none in what is no JSON", "<html>", undefined],
  ])("finds %s", (_, payload, token) => {
    expect(findToken(payload)).toBe(token);
  });
});

describe("rankTokenFunctions", () => {
  it("begins with functions that give tokens, and ends with those that look at them", () => {
    const names = ["Bid", "TokenAuthorizer", "RevokeTokens", "IssuePass", "CreateTestJwt", "LoginFunction", "Gate"];
    const ranked = rankTokenFunctions(
      names.map((logicalId) => ({ logicalId })),
      new Set(["Gate"]),
    );
    expect(ranked.map(({ logicalId }) => logicalId)).toEqual([
      "CreateTestJwt",
      "IssuePass",
      "LoginFunction",
      "TokenAuthorizer",
      "RevokeTokens",
      "Bid",
      "Gate",
    ]);
  });
});

const api = (...identitySources: string[]) => ({ authorizers: [{ logicalId: "A", type: "REQUEST", identitySources }] });

describe("placeFor", () => {
  it.each([
    ["the query", api("route.request.querystring.pass"), { carrier: "query", name: "pass" }],
    ["a header", api("route.request.header.X-Token"), { carrier: "header", name: "X-Token" }],
    [
      "a subprotocol",
      api("route.request.header.Sec-WebSocket-Protocol"),
      { carrier: "subprotocol", name: "websocket" },
    ],
    ["the usual place when it says nothing", api(), { carrier: "query", name: "access_token" }],
    ["the usual place of a server of somebody else", undefined, { carrier: "query", name: "access_token" }],
    [
      "what follows a place that carries no token",
      api("context.stage", "route.request.querystring.k"),
      { carrier: "query", name: "k" },
    ],
  ])("is where the authorizer looks: %s", (_, given, expected) => {
    expect(placeFor(given)).toEqual(expected);
  });
});

describe("withToken", () => {
  it.each([
    ["the query", { carrier: "query", name: "t" }, { query: [{ name: "t", value: "T" }] }],
    [
      "a header, which the engine sends",
      { carrier: "header", name: "X" },
      { headers: [{ name: "X", value: "T" }], opener: "engine" },
    ],
    [
      "Authorization, as a bearer",
      { carrier: "header", name: "Authorization" },
      { headers: [{ name: "Authorization", value: "Bearer T" }], opener: "engine" },
    ],
    ["subprotocols", { carrier: "subprotocol", name: "websocket" }, { subprotocols: "websocket, T" }],
  ] as const)("puts it into %s", (_, place, expected) => {
    expect(withToken(EMPTY_DRAFT, place, "T")).toEqual({ ...EMPTY_DRAFT, ...expected });
  });

  it("takes the place of the one before", () => {
    const place = { carrier: "subprotocol", name: "websocket" } as const;
    const first = withToken({ ...EMPTY_DRAFT, subprotocols: "chat" }, place, "one");
    expect(withToken(first, place, "two").subprotocols).toBe("chat, two");
  });
});
