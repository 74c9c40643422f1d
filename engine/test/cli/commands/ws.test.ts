import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { runWs } from "../../../src/cli/commands/ws/run.ts";
import { ws } from "../../../src/cli/commands/ws/ws.ts";
import { type Engine, startEngine } from "../../../src/engine.ts";
import { fixture } from "../../stacks/fixture.ts";
import { argsOf, testStreams } from "./streams.ts";

let engine: Engine;
let folder: string;

beforeAll(async () => {
  engine = await startEngine({ template: fixture("tools/template.yaml") });
  folder = await mkdtemp(join(tmpdir(), "portcullis-ws-"));
});
afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true });
});

/** A session against the engine, with what it prints. */
function session(argv: readonly string[], options: { terminal?: boolean } = {}) {
  const streams = testStreams(options);
  const args = argsOf(ws, ["--endpoint", engine.endpoint, ...argv]);
  return { ...streams, code: runWs(args, streams, join(folder, "state")) };
}

const AS_ANN = ["--token", "token-of-ann"];
const LONG = ["--wait", "60"];

const lastDisconnect = () => engine.journal.entries({ service: "execute-api", type: "disconnect" }).at(-1)?.data;

describe("portcullis ws, fed by a pipe", () => {
  it("sends the lines, prints the answers alone on standard output, and closes with 1000", async () => {
    const { input, code, printed, complained, shows, interrupt } = session([...AS_ANN, ...LONG]);
    input.end('{"n": 1}\n\n//slash\nlast without a newline');
    await shows(/slash\n[\s\S]*newline\n|newline\n[\s\S]*slash\n/);
    interrupt();
    expect(await code).toBe(0);
    expect(printed().trim().split("\n").sort()).toEqual(["/slash", "last without a newline", '{"n": 1}']);
    expect(complained()).toBe("");
    await expect.poll(lastDisconnect).toMatchObject({ code: 1000 });
  });

  it("waits no longer than told, and ends by itself", async () => {
    const { input, code } = session([...AS_ANN, "--wait", "0"]);
    input.end("quiet\n");
    expect(await code).toBe(0);
  });

  it("ends with 1 when a line could not be done, and goes on with the others", async () => {
    const { input, code, complained, shows, interrupt } = session([...AS_ANN, ...LONG]);
    input.end("/pin\nhello\n");
    await shows("hello");
    interrupt();
    expect(await code).toBe(1);
    expect(complained()).toContain("There is no command /pin");
  });

  it("ends with 1 and the code when the server closes", async () => {
    const { input, code, complained, shows } = session(AS_ANN);
    input.write("hello\n");
    await shows("hello");
    engine.faults.add("dropped:user=ann,count=1");
    expect(await code).toBe(1);
    expect(complained()).toContain("Closed: 1006");
    engine.faults.clear();
  });
});

describe("portcullis ws --send --json", () => {
  it("tells of everything in an object a line, without the token", async () => {
    const { code, printed, shows, interrupt } = session([...AS_ANN, ...LONG, "--send", "/a", "--json"]);
    await shows('"message"');
    interrupt();
    expect(await code).toBe(0);
    expect(printed()).not.toContain("token-of-ann");
    const events = printed()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events).toEqual([
      { event: "open", url: `${engine.webSockets[0]?.url}?…` },
      { event: "message", data: "/a" },
      { event: "close", code: 1000, reason: "" },
    ]);
  });

  it("tells of a refusal", async () => {
    const { code, printed } = session(["--send", "hello", "--json"]);
    expect(await code).toBe(1);
    expect(JSON.parse(printed())).toMatchObject({
      event: "refused",
      status: 401,
      headers: { "content-type": "application/json" },
      body: expect.stringContaining("Unauthorized"),
      reason: expect.stringMatching(/\w/),
    });
  });
});

describe("the token of portcullis ws", () => {
  it.each([["query"], ["subprotocol"], ["header"]])("goes into the %s", async (carrier) => {
    const { code, shows, interrupt } = session([...AS_ANN, "--carry", carrier, ...LONG, "--send", "hello"]);
    await shows("hello");
    interrupt();
    expect(await code).toBe(0);
  });

  it("comes from a function of the engine", async () => {
    const argv = ["--token-function", "CreateToken", "--token-payload", '{"userId":"bob"}', ...LONG, "--send", "hello"];
    const { code, shows, interrupt } = session(argv);
    await shows("hello");
    const connections = await (await fetch(`${engine.endpoint}/_portcullis/connections`)).json();
    expect(connections).toMatchObject({ connections: [{ user: "bob" }] });
    interrupt();
    expect(await code).toBe(0);
  });

  it("comes from a file, such as the answer of a function", async () => {
    const file = join(folder, "response.json");
    await writeFile(file, '{"authToken":"token-of-ann"}\n');
    const { code } = session(["--token", `@${file}`, "--wait", "0", "--send", "quiet"]);
    expect(await code).toBe(0);
  });
});

describe("a refused handshake of portcullis ws", () => {
  it("shows status, headers, body and the engine's reason, and ends with 1", async () => {
    const { code, printed } = session(["--token", "of-nobody"], { terminal: true });
    expect(await code).toBe(1);
    expect(printed()).toMatch(/^Refused: 401 Unauthorized\n {2}date: /);
    expect(printed()).toContain('\n{\n  "message": "Unauthorized"\n}\n');
    expect(printed()).toMatch(/\nThe engine's reason: authorizer \w+: it threw "Unauthorized"\n$/);
  });

  it("shows the reason for an address where no stage is", async () => {
    const { code, complained } = session([`${engine.endpoint}/nowhere`]);
    expect(await code).toBe(1);
    expect(complained()).toContain("The engine's reason: no stage has this URL");
  });

  it("shows what another server answers, and asks it for nothing else", async () => {
    const paths: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url);
      response.writeHead(426).end("plain");
    }).listen(0, "127.0.0.1");
    await expect.poll(() => server.listening).toBe(true);
    const { code, complained } = session([`ws://127.0.0.1:${(server.address() as AddressInfo).port}/x`]);
    expect(await code).toBe(1);
    expect(complained()).toMatch(/^Refused: 426 Upgrade Required\n[\s\S]*\nplain\n$/);
    expect(paths).toEqual(["/x"]);
    server.close();
  });

  it("is told from nobody who answers", async () => {
    await expect(session(["ws://127.0.0.1:1/dev"]).code).rejects.toMatchObject({
      message: expect.stringContaining("No connection to ws://127.0.0.1:1/dev: "),
      hint: expect.stringContaining("portcullis start"),
    });
  });
});

describe("portcullis ws at a terminal", () => {
  it("prompts, prints JSON on several lines, and knows its commands", async () => {
    const { input, code, printed, shows, interrupt } = session(AS_ANN, { terminal: true });
    await shows(/Connected to ws:.*\n[\s\S]*> /);
    input.write('{"a":{"b":1}}\r');
    await shows('< {\n  "a": {\n    "b": 1\n  }\n}\n');
    input.write("/ping\r");
    await shows(/pong in \d+ ms/);
    input.write("/help\r");
    await shows("/close [CODE] [REASON]");
    input.write("/headers\r");
    await shows("  upgrade: websocket");
    input.write("/close 4000 bye\r");
    expect(await code).toBe(0);
    expect(printed()).toContain("Closed: 4000");
    await expect.poll(lastDisconnect).toMatchObject({ code: 4000, reason: "bye" });
    interrupt();
  });

  it.each([
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ])("closes with 1000 at %s", async (_, key) => {
    const { input, code, shows } = session([...AS_ANN, ...LONG], { terminal: true });
    await shows("> ");
    input.write(key);
    expect(await code).toBe(0);
    await expect.poll(lastDisconnect).toMatchObject({ code: 1000 });
  });

  it("keeps lines for the next session, for this user only and without tokens", async () => {
    const first = session(AS_ANN, { terminal: true });
    await first.shows("> ");
    first.input.write('say hello\rmy token-of-ann\r{"accessToken":"x"}\r');
    await first.shows("< say hello");
    first.input.write("\u0003");
    await first.code;
    const file = join(folder, "state", "ws-history");
    const lines = (await readFile(file, "utf8")).split("\n");
    expect(lines[0]).toBe("say hello");
    expect(lines.join()).not.toMatch(/token/i);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    const second = session(AS_ANN, { terminal: true });
    await second.shows("> ");
    second.input.write("\u001b[A\r");
    await second.shows("< say hello");
    second.input.write("\u0003");
    await second.code;
  });
});

describe("binary messages of portcullis ws", () => {
  it("are sent from a file, shown as hex or saved", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    server.on("connection", (socket) => socket.on("message", (data, binary) => socket.send(data, { binary })));
    await expect.poll(() => server.address()).toBeTruthy();
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await writeFile(join(folder, "bytes"), Buffer.from([0, 1, 255]));

    const shown = session([url, ...LONG]);
    shown.input.end(`/binary ${join(folder, "bytes")}\n`);
    await shown.shows("0001ff");
    shown.interrupt();
    expect(await shown.code).toBe(0);

    const saved = session([url, ...LONG, "--save-binary", join(folder, "saved")], { terminal: true });
    await saved.shows("> ");
    saved.input.write(`/binary ${join(folder, "bytes")}\r`);
    await saved.shows(/< binary, 3 bytes, in .*message-1\.bin/);
    saved.interrupt();
    await saved.code;
    expect(await readFile(join(folder, "saved", "message-1.bin"))).toEqual(Buffer.from([0, 1, 255]));
    server.close();
  });
});

describe("the arguments of portcullis ws", () => {
  it.each([
    [["--wait", "soon"], "--wait takes a number of seconds"],
    [["--carry", "cookie"], "--carry takes query, subprotocol, header"],
    [["--token", "a", "--token-function", "CreateToken"], "not from both"],
    [["--token", "@/nowhere"], "Cannot read /nowhere"],
    [["--token-function", "CreateToken", "--token-payload", "{"], "--token-payload is not JSON"],
    [["--token-function", "Broken"], "Broken failed: out of order"],
    [["--token-function", "Echo"], "The answer of Echo holds no token"],
    [["--token-function", "Nobody"], "Nobody"],
    [["127.0.0.1:3001/dev"], "This is no URL of a WebSocket: 127.0.0.1:3001/dev"],
    [["-H", "no colon"], "--header takes 'NAME: VALUE'"],
    [["--subprotocol", "a b"], "--subprotocol takes a name without spaces"],
    [["--token", "a b", "--carry", "subprotocol"], "no subprotocol may have"],
  ])("are refused where they mean nothing: %j", async (argv, message) => {
    await expect(session(argv).code).rejects.toThrow(message);
  });
});
