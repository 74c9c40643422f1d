import { describe, expect, it } from "vitest";
import {
  addressOf,
  EMPTY_DRAFT,
  isDraft,
  mistakesIn,
  withPair,
} from "../../../src/views/playground/handshake/draft.ts";
import { linesOf, pushLine } from "../../../src/views/playground/handshake/lines.ts";

const draft = { ...EMPTY_DRAFT, url: "ws://127.0.0.1:3001/dev" };

describe("the address of a handshake", () => {
  it.each([
    ["is that which was typed", draft, "ws://127.0.0.1:3001/dev"],
    [
      "has the query encoded",
      { ...draft, query: [{ name: "a b", value: "ü&" }] },
      "ws://127.0.0.1:3001/dev?a+b=%C3%BC%26",
    ],
    ["leaves out rows without a name", { ...draft, query: [{ name: " ", value: "x" }] }, "ws://127.0.0.1:3001/dev"],
    [
      "keeps the query that it has",
      { url: `${draft.url}?a=1`, query: [{ name: "b", value: "2" }] },
      `${draft.url}?a=1&b=2`,
    ],
    ["takes http for ws", { ...draft, url: "https://x.example/dev#part" }, "wss://x.example/dev"],
    ["is none for another scheme", { ...draft, url: "ftp://x.example/" }, undefined],
    ["is none for no URL", { ...draft, url: "dev" }, undefined],
  ])("%s", (_, given, expected) => {
    expect(addressOf(given)?.href).toBe(expected);
  });
});

describe("mistakes in a handshake", () => {
  it.each([
    ["none", draft, {}],
    ["no address", { ...draft, url: "x" }, { url: expect.stringContaining("ws://") }],
    ["a subprotocol twice", { ...draft, subprotocols: "a, b, a" }, { subprotocols: expect.stringContaining("twice") }],
    ["a subprotocol with a space", { ...draft, subprotocols: "a b" }, { subprotocols: expect.stringContaining("a b") }],
    ["a header with a space", { ...draft, headers: [{ name: "a b", value: "" }] }, { headers: expect.any(String) }],
  ])("are told: %s", (_, given, expected) => {
    expect(mistakesIn(given)).toEqual(expected);
  });
});

describe("withPair", () => {
  it("sets a value in place of the one that is there, and lets go of empty rows", () => {
    const pairs = [
      { name: "a", value: "1" },
      { name: "", value: "" },
    ];
    expect(withPair(pairs, { name: "A", value: "2" }, true)).toEqual([{ name: "A", value: "2" }]);
    expect(withPair(pairs, { name: "A", value: "2" })).toHaveLength(2);
  });
});

describe("isDraft", () => {
  it("takes what this page keeps, and nothing of another form", () => {
    expect(isDraft(JSON.parse(JSON.stringify(draft)))).toBe(true);
    for (const other of [null, [], {}, { ...draft, opener: "else" }, { ...draft, query: [{ name: 1 }] }])
      expect(isDraft(other)).toBe(false);
  });
});

describe("lines to copy", () => {
  const full = {
    ...draft,
    query: [{ name: "t", value: "it's" }],
    subprotocols: "chat, v2",
    headers: [{ name: "X-A", value: "b c" }],
  };
  const [wscat, portcullis, curl, script, python] = linesOf(full, '{"a":1}').map(({ text }) => text);

  it("quote for the shell, and carry everything", () => {
    expect(wscat).toBe(
      "npx wscat -c 'ws://127.0.0.1:3001/dev?t=it%27s' -s chat -s v2 -H 'X-A: b c' -x '{\"a\":1}' -w 5",
    );
    expect(portcullis).toBe(
      "npx portcullis ws 'ws://127.0.0.1:3001/dev?t=it%27s' --subprotocol chat --subprotocol v2 --header 'X-A: b c'",
    );
    expect(curl).toContain("-H 'Sec-WebSocket-Protocol: chat, v2'");
    expect(curl).toContain("'http://127.0.0.1:3001/dev?t=it%27s'");
  });

  it("are programs: Node's when there are headers, and any JavaScript's without", () => {
    expect(script).toContain('import { WebSocket } from "ws";');
    const [, , , plain] = linesOf(draft, undefined);
    expect(plain?.text).toBe(
      'const socket = new WebSocket("ws://127.0.0.1:3001/dev");\nsocket.onmessage = ({ data }) => console.log(data);',
    );
    expect(python).toContain('additional_headers={"X-A":"b c"}');
  });

  it("are none without an address", () => {
    expect(linesOf(EMPTY_DRAFT, undefined)).toEqual([]);
  });

  it("push to a connection, whatever the message holds", () => {
    expect(pushLine("http://127.0.0.1:3001/dev", "a=", "it's")).toContain("--data 'it'\\''s'");
  });
});
