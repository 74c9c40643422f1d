import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../src/engine.ts";

let engine: Engine;
let url: string;

beforeAll(async () => {
  engine = await startEngine({
    template: join(import.meta.dirname, "../../../console/test/fixtures/foreign/template.yaml"),
  });
  url = engine.webSockets[0]?.url ?? "";
});
afterAll(() => engine?.stop());

const PASS = Buffer.from("bidder:ann").toString("base64url");

type Event = Readonly<Record<string, unknown>>;

/** The stream of one page, and all that came on it. */
class PageStream implements Disposable {
  readonly events: Event[] = [];
  readonly #abort = new AbortController();

  async open(): Promise<string> {
    const response = await fetch(`${engine.endpoint}/_portcullis/sockets`, { signal: this.#abort.signal });
    void this.#read(response);
    await expect.poll(() => this.events.length).toBeGreaterThan(0);
    return String(this.events[0]?.relay);
  }

  [Symbol.dispose](): void {
    this.#abort.abort();
  }

  async #read(response: Response): Promise<void> {
    let rest = "";
    try {
      for await (const chunk of response.body ?? []) {
        const blocks = (rest + Buffer.from(chunk).toString()).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) this.events.push(JSON.parse(block.slice("data: ".length)));
      }
    } catch {
      // It ended with the test.
    }
  }
}

async function call(method: string, path: string, body?: object) {
  const init = body ? { method, body: JSON.stringify(body) } : { method };
  const response = await fetch(`${engine.endpoint}/_portcullis/${path}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

describe("POST /_portcullis/sockets", () => {
  it("opens a socket with headers and subprotocols, and its stream tells what comes", async () => {
    using page = new PageStream();
    const relay = await page.open();
    const wish = { relay, url: `${url}?pass=${PASS}`, headers: [["X-Colour", "green"]] };
    const { status, body } = await call("POST", "sockets", wish);
    expect(status).toBe(201);
    const bid = JSON.stringify({ type: "bid", lot: "vase", amount: 7 });
    await call("POST", `sockets/${body.socket}/frames`, { text: bid });
    await call("POST", `sockets/${body.socket}/ping`);
    const answer = '{"type":"accepted","lot":"vase","amount":7}';
    await expect.poll(() => page.events).toContainEqual({ socket: body.socket, type: "text", text: answer });
    expect(page.events).toContainEqual({ socket: body.socket, type: "pong", text: "" });
    await call("DELETE", `sockets/${body.socket}?code=4001&reason=enough`);
    const closed = await engine.journal.waitFor({ service: "execute-api", type: "disconnect" });
    expect(closed.data.code).toBe(4001);
    await expect.poll(() => page.events.at(-1)).toMatchObject({ type: "closed" });
  });

  it("answers with the whole refusal, whose request id the journal has", async () => {
    using page = new PageStream();
    const relay = await page.open();
    const { body } = await call("POST", "sockets", { relay, url });
    const { refused } = body as Record<string, Record<string, Record<string, string>>>;
    expect(refused).toMatchObject({ status: 401, statusText: "Unauthorized" });
    const requestId = refused?.headers?.["x-amzn-requestid"];
    expect(engine.journal.entries({ type: "refuse", data: { requestId } })).toHaveLength(1);
  });

  it("drops a connection without a close frame", async () => {
    using page = new PageStream();
    const relay = await page.open();
    const { body } = await call("POST", "sockets", { relay, url: `${url}?pass=${PASS}` });
    const after = engine.journal.lastSeq;
    await call("DELETE", `sockets/${body.socket}?drop=true`);
    const { data } = await engine.journal.waitFor({ type: "disconnect" }, { after });
    expect(data.code).toBe(1006);
  });

  it("closes the sockets of a page that has gone", async () => {
    const page = new PageStream();
    const relay = await page.open();
    await call("POST", "sockets", { relay, url: `${url}?pass=${PASS}` });
    const after = engine.journal.lastSeq;
    page[Symbol.dispose]();
    await engine.journal.waitFor({ type: "disconnect" }, { after });
  });

  it.each([
    ["another machine", { url: "ws://example.com/dev" }, "its own APIs only"],
    ["another port of this machine", { url: "ws://127.0.0.1:1/dev" }, "its own APIs only"],
    ["TLS", { url: "wss://127.0.0.1:1/dev" }, "its own APIs only"],
    ["no WebSocket", { url: "http://127.0.0.1/" }, "no URL of a WebSocket"],
    ["a header with a line break", { headers: [["a", "b\r\nc: d"]] }, "without line breaks"],
    ["a header of the handshake's own", { headers: [["Host", "evil.example"]] }, "the handshake's own"],
    ["a subprotocol with a comma", { subprotocols: ["a,b"] }, "no commas"],
    ["a stream that has ended", { relay: "relay-0" }, "has ended"],
  ])("refuses %s", async (_, wish, reason) => {
    using page = new PageStream();
    const relay = await page.open();
    const { status, body } = await call("POST", "sockets", { relay, url, ...wish });
    expect([status, body.message]).toEqual([400, expect.stringContaining(reason)]);
  });

  it.each([
    ["a page of another origin", { origin: "http://evil.example" }],
    ["a page under another name of this machine", { host: "evil.example" }],
  ])("gives no stream to %s", async (_, headers) => {
    const status = await new Promise((resolve) => {
      request(`${engine.endpoint}/_portcullis/sockets`, { headers }, (response) => {
        response.destroy();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });
});

describe("sockets/{id}", () => {
  it.each([
    ["POST", "sockets/socket-0/frames", { text: "x" }],
    ["POST", "sockets/socket-0/ping", {}],
    ["DELETE", "sockets/socket-0", undefined],
  ])("%s %s says that it is closed", async (method, path, body) => {
    expect((await call(method, path, body)).body.message).toBe("This socket is closed.");
  });
});
