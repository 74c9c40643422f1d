import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Carrier, handshakeOf, shownUrl } from "../../../src/cli/commands/ws/handshake.ts";
import { isKept, keepHistory, readHistory } from "../../../src/cli/commands/ws/history.ts";
import { performLine, type Talker } from "../../../src/cli/commands/ws/lines.ts";
import { findToken } from "../../../src/cli/commands/ws/token.ts";
import { prettyJson } from "../../../src/cli/commands/ws/view.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-ws-parts-"));
  await writeFile(join(folder, "bytes"), "abc");
});
afterAll(() => rm(folder, { recursive: true }));

describe("a line of portcullis ws", () => {
  async function acts(line: string) {
    const done: unknown[] = [];
    const note =
      (name: string) =>
      (...args: unknown[]) =>
        void done.push([name, ...args.map(String)]);
    const names = ["send", "ping", "close", "headers", "tell"] as const;
    const talker: Talker = Object.fromEntries(names.map((name) => [name, note(name)])) as never;
    await performLine(line, talker);
    return done;
  }

  it.each([
    ["hello", [["send", "hello"]]],
    [" two  spaces ", [["send", " two  spaces "]]],
    ["//ping", [["send", "/ping"]]],
    ["", []],
    ["   ", []],
    ["/ping", [["ping"]]],
    ["/headers", [["headers"]]],
    ["/close", [["close", "1000", ""]]],
    ["/close 4000", [["close", "4000", ""]]],
    ["/close 4000 bye for now", [["close", "4000", "bye for now"]]],
    ["/close bye", [["close", "1000", "bye"]]],
  ])("%j is done", async (line, done) => {
    expect(await acts(line)).toEqual(done);
  });

  it("sends a file, and lists the commands", async () => {
    expect(await acts(`/binary ${join(folder, "bytes")}`)).toEqual([["send", "abc"]]);
    expect(await acts("/help")).toEqual([["tell", expect.stringContaining("/binary FILE")]]);
  });

  it.each([
    ["/", "There is no command /;"],
    ["/toString", "There is no command /toString;"],
    ["/close 1006", "/close takes 1000 to 1014"],
    ["/close 5000", "/close takes 1000 to 1014"],
    [`/close 1000 ${"ü".repeat(62)}`, "A reason has 123 bytes at most."],
    ["/binary", "/binary takes the path of a file."],
    ["/binary /nowhere", "Cannot read /nowhere"],
  ])("%j is a mistake", async (line, message) => {
    await expect(acts(line)).rejects.toThrow(message);
  });
});

describe("the handshake of portcullis ws", () => {
  const wish = { url: "ws://h/dev?a=1#x", token: "t.t", subprotocols: [], headers: [] };
  const made = (carrier: Carrier, more = {}) => {
    const { url, ...rest } = handshakeOf({ ...wish, carrier, ...more });
    return { url: url.href, ...rest };
  };

  it.each([
    ["query", {}, { url: "ws://h/dev?a=1&access_token=t.t", subprotocols: [], headers: {} }],
    ["query", { token: "a+b" }, { url: "ws://h/dev?a=1&access_token=a%2Bb", subprotocols: [], headers: {} }],
    ["subprotocol", {}, { url: "ws://h/dev?a=1", subprotocols: ["websocket", "t.t"], headers: {} }],
    ["subprotocol", { subprotocols: ["v2"] }, { url: "ws://h/dev?a=1", subprotocols: ["v2", "t.t"], headers: {} }],
    ["header", {}, { url: "ws://h/dev?a=1", subprotocols: [], headers: { Authorization: "Bearer t.t" } }],
    ["query", { token: undefined }, { url: "ws://h/dev?a=1", subprotocols: [], headers: {} }],
    ["query", { token: undefined, url: "https://h" }, { url: "wss://h/", subprotocols: [], headers: {} }],
    [
      "query",
      { token: undefined, headers: ["X-A:b: c"] },
      { url: "ws://h/dev?a=1", subprotocols: [], headers: { "X-A": "b: c" } },
    ],
  ] as const)("carries the token in the %s with %j", (carrier, more, handshake) => {
    expect(made(carrier, more)).toEqual(handshake);
  });

  it.each([["ftp://h"], ["h/dev"], [""]])("is none for the address %j", (url) => {
    expect(() => made("query", { url })).toThrow("This is no URL of a WebSocket");
  });

  it("is shown without its query", () => {
    expect(shownUrl(new URL("ws://h:1/dev?access_token=t"))).toBe("ws://h:1/dev?…");
    expect(shownUrl(new URL("ws://h:1/dev"))).toBe("ws://h:1/dev");
  });
});

describe("a token", () => {
  it.each([
    ["abc\n", "abc"],
    ['"abc"', "abc"],
    ['{"authToken":"abc"}', "abc"],
    ['{"id_token":"i","access_token":"a"}', "a"],
    ['{"accessToken":"a","userId":"u"}', "a"],
    ['{"value":"e.y.j"}', "e.y.j"],
    ['{"statusCode":200,"body":"{\\"ticket\\":\\"abc\\"}"}', "abc"],
    ['{"statusCode":200,"body":{"token":"abc"}}', "abc"],
  ])("is found in %s", (text, token) => {
    expect(findToken(text)).toBe(token);
  });

  it.each([[""], ["two words"], ["null"], ["{}"], ['{"userId":"u"}'], ['{"token":1}'], ["[]"]])(
    "is not in %j",
    (text) => {
      expect(findToken(text)).toBeUndefined();
    },
  );
});

describe("the history of portcullis ws", () => {
  it.each([
    ['{"action":"subscribe"}', true],
    ["/close 4000", true],
    ["a secret.token", false],
    ['{"token":"x"}', false],
    ['{"refreshToken" : "x"}', false],
    ['{"password":"x"}', false],
    ["see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", false],
  ])("keeps %j: %s", (line, kept) => {
    expect(isKept(line, "secret.token")).toBe(kept);
  });

  it("does without a folder that cannot be made", async () => {
    const file = join(folder, "bytes", "below-a-file");
    await keepHistory(file, ["line"], undefined);
    expect(await readHistory(file)).toEqual([]);
  });
});

describe("prettyJson", () => {
  it.each([
    ['{ "a" : [1, "b c"] }', '{\n  "a": [\n    1,\n    "b c"\n  ]\n}'],
    ["hello", "hello"],
    ["42", "42"],
    ['{"id":9007199254740993}', '{"id":9007199254740993}'],
    ['{"n":1.0}', '{"n":1.0}'],
  ])("makes %j readable, and no other text of it", (text, pretty) => {
    expect(prettyJson(text)).toBe(pretty);
  });
});
