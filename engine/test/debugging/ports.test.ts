import { once } from "node:events";
import { get, type IncomingHttpHeaders } from "node:http";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startEngine } from "../../src/engine.ts";
import { fixture } from "../stacks/fixture.ts";
import { listTargets } from "./debugger-client.ts";
import { type Greeting, startGreeting } from "./greeting.ts";

describe("a port for debuggers", () => {
  let greeting: Greeting;
  beforeEach(async () => {
    greeting = await startGreeting({ inspect: { Greet: 0 }, host: "0.0.0.0", allowRemote: true });
  });
  afterEach(() => greeting[Symbol.asyncDispose]());

  const statusOf = (headers: IncomingHttpHeaders, path = "/json/list") =>
    new Promise((resolve, reject) => {
      const request = get({ host: "127.0.0.1", port: greeting.port, path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on("error", reject);
    });

  /** The status of a refusal, or 101. */
  async function upgrade(url: string, options: { origin?: string; headers?: Record<string, string> } = {}) {
    const socket = new WebSocket(url, options);
    socket.on("error", () => undefined);
    const status = await Promise.race([
      once(socket, "open").then(() => 101),
      once(socket, "unexpected-response").then(([, response]) => response.statusCode),
    ]);
    socket.terminate();
    return status;
  }

  it("is open on loopback alone, even where the engine lets other machines in", () => {
    expect(greeting.engine.inspectors[0]?.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f-]{36}$/);
    expect(greeting.engine.inspectors[0]?.devtoolsUrl).toMatch(/^devtools:\/\/.*ws=127\.0\.0\.1:\d+\/[0-9a-f-]{36}$/);
  });

  it.each([
    ["an editor, which leaves out the port", { host: "localhost" }, 200],
    ["a name of this machine with the port", {}, 200],
    ["a name that leads here (DNS rebinding)", { host: "evil.example" }, 403],
    ["a page of another origin", { origin: "http://evil.example" }, 403],
    ["a page of another port of this machine", { origin: "http://localhost:5173" }, 403],
    ["a page that hides where it is", { "sec-fetch-site": "cross-site" }, 403],
    ["Chrome's own tools", { origin: "devtools://devtools" }, 200],
  ])("answers %s: %j", async (_who, headers, status) => {
    expect(await statusOf(headers)).toBe(status);
    const url = greeting.engine.inspectors[0]?.url ?? "";
    const { origin, ...others } = headers as { origin?: string } & Record<string, string>;
    expect(await upgrade(url, { ...(origin && { origin }), headers: others })).toBe(status === 200 ? 101 : 403);
  });

  it("lets in only who knows the id of its target", async () => {
    expect(await upgrade(`ws://127.0.0.1:${greeting.port}/`)).toBe(403);
    expect(await upgrade(`ws://127.0.0.1:${greeting.port}/00000000-0000-4000-8000-000000000000`)).toBe(403);
  });

  it("lists its one target and its version, and nothing else", async () => {
    expect(await listTargets(greeting.port)).toMatchObject([
      { type: "node", title: "Greet", webSocketDebuggerUrl: greeting.engine.inspectors[0]?.url },
    ]);
    expect(await statusOf({}, "/json/version")).toBe(200);
    expect(await statusOf({}, "/")).toBe(404);
  });
});

describe("the options of debugging", () => {
  const template = fixture("debugging/template.yaml");

  it("open no port by themselves", async () => {
    await using engine = await startEngine({ template, debug: true });
    expect(engine.inspectors).toEqual([]);
  });

  it.each([
    [{ inspect: { Gret: 0 } }, "The template has no function Gret to inspect. Did you mean Greet?"],
    [{ inspect: { Greet: 70_000 } }, "The port for the debugger of Greet is a number from 0 to 65535, not 70000."],
    [{ inspect: { Greet: 0 }, debug: false }, "inspect and debug: false exclude each other."],
  ])("refuse %j", async (options, message) => {
    await expect(startEngine({ template, ...options })).rejects.toThrow(message);
  });

  it("name the function of a port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { readonly port: number };
    await expect(startEngine({ template, inspect: { Greet: port } })).rejects.toThrow(
      `Port ${port}, for the debugger of Greet, is already in use.`,
    );
    server.close();
  });
});
