import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../../src/core/tokens/refusal.ts";
import { credentialOf, type Handshake } from "../../../src/core/tokens/token-carrier.ts";

const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";
const OTHER = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ5In0.c2lnbmF0dXJl";

const TICKET = `tkt_${"a".repeat(43)}`;

const handshake = (queryTokens: string[], subprotocols?: string): Handshake => ({
  queryTokens,
  subprotocols,
  origins: [],
});

function reasonFor(any: Handshake): string | undefined {
  try {
    credentialOf(any);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
}

describe("the token of a handshake", () => {
  it.each([
    ["the query, without a subprotocol", handshake([TOKEN])],
    ["the query, with the subprotocol alone", handshake([TOKEN], "websocket")],
    ["the subprotocol pair", handshake([], `websocket, ${TOKEN}`)],
    ["the pair without a space", handshake([], `websocket,${TOKEN}`)],
    ["the pair with tabs and spaces", handshake([], ` websocket \t,\t${TOKEN} `)],
  ])("comes in %s", (_, any) => {
    expect(credentialOf(any)).toMatchObject({ kind: "token", text: TOKEN });
  });

  it.each([
    ["nothing at all", handshake([]), "token_missing"],
    ["the subprotocol without a token", handshake([], "websocket"), "token_missing"],
    ["an empty query token", handshake([""]), "token_malformed"],
    ["a query token given twice", handshake([TOKEN, TOKEN]), "token_repeated"],
    ["two different query tokens", handshake([TOKEN, OTHER]), "token_repeated"],
    ["a query token after an empty one", handshake(["", TOKEN]), "token_repeated"],
    ["the same token in both places", handshake([TOKEN], `websocket, ${TOKEN}`), "token_repeated"],
    ["different tokens in both places", handshake([TOKEN], `websocket, ${OTHER}`), "token_repeated"],
    ["two tokens as subprotocols", handshake([], `websocket, ${TOKEN}, ${OTHER}`), "token_repeated"],
    ["the pair twice", handshake([], `websocket, ${TOKEN}, websocket, ${TOKEN}`), "token_repeated"],
    ["the subprotocol twice", handshake([], "websocket, websocket"), "token_malformed"],
    ["an empty entry between", handshake([], `websocket,,${TOKEN}`), "token_repeated"],
    ["an empty entry after", handshake([], "websocket,"), "token_malformed"],
    ["an empty header", handshake([], ""), "subprotocol_unknown"],
    ["the token alone as the subprotocol", handshake([], TOKEN), "subprotocol_unknown"],
    ["the pair the wrong way round", handshake([], `${TOKEN}, websocket`), "subprotocol_unknown"],
    ["the subprotocol in capitals", handshake([], `WebSocket, ${TOKEN}`), "subprotocol_unknown"],
    ["another subprotocol beside a query token", handshake([TOKEN], "graphql-ws"), "subprotocol_unknown"],
    ["200 entries", handshake([], ["websocket", ...Array(199).fill("a.b.c")].join(",")), "token_repeated"],
    ["padding", handshake([`${TOKEN}=`]), "token_malformed"],
    ["the alphabet of plain base64", handshake([], "websocket, a+b.c/d.e"), "token_malformed"],
    ["two segments", handshake(["a.b"]), "token_malformed"],
    ["an empty signature", handshake(["a.b."]), "token_malformed"],
    ["four segments", handshake(["a.b.c.d"]), "token_malformed"],
    ["five segments, as encrypted tokens have", handshake(["a.b.c.d.e"]), "token_malformed"],
    ["a space inside", handshake([TOKEN.replace(".", " .")]), "token_malformed"],
    ["a line break at the end", handshake([`${TOKEN}\n`]), "token_malformed"],
    ["letters that are not ASCII", handshake(["å.b.c"]), "token_malformed"],
    ["more than 8 KB in the query", handshake([`a.b.${"c".repeat(8192)}`]), "token_too_large"],
    ["more than 8 KB in the subprotocol", handshake([], `websocket, a.b.${"c".repeat(8192)}`), "token_too_large"],
    ["64 KB in the subprotocol", handshake([], `websocket, ${"c".repeat(65_536)}`), "token_too_large"],
  ])("is refused with %s", (_, any, reason) => {
    expect(reasonFor(any)).toBe(reason);
  });

  it.each([
    ["a ticket", TICKET, "ticket"],
    ["a token", TOKEN, "token"],
  ])("may be %s, in either place", (_, text, kind) => {
    expect(credentialOf(handshake([text]))).toEqual({ kind, text, isInQuery: true });
    expect(credentialOf(handshake([], `websocket, ${text}`))).toEqual({ kind, text, isInQuery: false });
  });

  it.each([
    ["a ticket beside a token", handshake([TICKET], `websocket, ${TOKEN}`), "token_repeated"],
    ["a ticket twice", handshake([TICKET, TICKET]), "token_repeated"],
    ["a ticket cut short", handshake([TICKET.slice(0, -1)]), "token_malformed"],
    ["a ticket with something after it", handshake([`${TICKET}x`]), "token_malformed"],
    ["a ticket in capitals", handshake([TICKET.toUpperCase()]), "token_malformed"],
  ])("is refused with %s", (_, any, reason) => {
    expect(reasonFor(any)).toBe(reason);
  });

  it("is looked for in linear time", () => {
    const hostile = [
      ",".repeat(8000),
      " ".repeat(8000),
      `websocket,${".".repeat(8000)}`,
      `websocket,${"a".repeat(8000)}`,
    ];
    const startedAt = performance.now();
    for (const header of hostile) expect(reasonFor(handshake([], header))).toBeDefined();
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it("is one of those given, or the handshake is refused, whatever comes", () => {
    const part = fc.oneof(fc.constantFrom("websocket", TOKEN, OTHER, "", " "), fc.string());
    fc.assert(
      fc.property(fc.array(part, { maxLength: 3 }), fc.option(fc.array(part)), (queryTokens, protocols) => {
        const any = { queryTokens, subprotocols: protocols?.join(","), origins: [] };
        if (reasonFor(any) === undefined)
          expect([...queryTokens, ...(protocols ?? []).flatMap(split)]).toContain(credentialOf(any).text);
      }),
    );
  });
});

const split = (text: string) => text.split(",").map((entry) => entry.trim());
