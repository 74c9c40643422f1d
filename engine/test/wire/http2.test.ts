import { EventEmitter, once } from "node:events";
import { type ClientHttp2Session, connect as connectHttp2, type OutgoingHttpHeaders } from "node:http2";
import { connect } from "node:net";
import {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  InvokeModelWithBidirectionalStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../src/engine.ts";
import type { HttpReply } from "../../src/wire/http.ts";
import { type Listener, listen } from "../../src/wire/listener.ts";
import { fixture } from "../stacks/fixture.ts";

let engine: Engine;
let client: BedrockRuntimeClient;

beforeAll(async () => {
  engine = await startEngine({ template: fixture("echo/template.yaml") });
  client = new BedrockRuntimeClient({
    endpoint: engine.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

async function ask(session: ClientHttp2Session, headers: OutgoingHttpHeaders, body = ""): Promise<Answer> {
  const stream = session.request({ ":method": body === "" ? "GET" : "POST", ":path": "/", ...headers });
  if (body !== "") stream.end(body);
  const [answered] = await once(stream, "response");
  let text = "";
  for await (const chunk of stream) text += chunk;
  return { status: Number(answered[":status"]), headers: answered, body: text };
}

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260301/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  "x-amz-date": "20260301T000000Z",
});

const LIST_PARAMETERS = {
  ...signed("ssm"),
  "x-amz-target": "AmazonSSM.DescribeParameters",
  "content-type": "application/x-amz-json-1.1",
};

describe("a client that speaks HTTP/2", () => {
  const question = { modelId: "anthropic.claude", messages: [] };
  async function* never() {
    await new Promise(() => undefined);
    yield { chunk: { bytes: Buffer.from("{}") } };
  }

  it("reads that its service does not run here", async () => {
    await expect(client.send(new ConverseStreamCommand(question))).rejects.toMatchObject({
      name: "UnsupportedServiceException",
      message: "bedrock (POST /model/anthropic.claude/converse-stream) does not run here. No call left this machine.",
    });
  });

  it("reads it before the stream of its own events ends", async () => {
    const command = new InvokeModelWithBidirectionalStreamCommand({ modelId: "amazon.nova-sonic-v1:0", body: never() });
    const refused = { name: "UnsupportedServiceException", message: expect.stringContaining("does not run here") };
    await expect(client.send(command)).rejects.toMatchObject(refused);
  });

  describe("without an SDK", () => {
    let session: ClientHttp2Session;
    beforeAll(() => {
      session = connectHttp2(engine.endpoint);
    });
    afterAll(() => session.destroy());

    it("calls services", async () => {
      expect(await ask(session, LIST_PARAMETERS, "{}")).toMatchObject({ status: 200, body: '{"Parameters":[]}' });
    });

    it.each<[string, OutgoingHttpHeaders]>([
      ["under a name that is not the engine's", { ":authority": "evil.example" }],
      ["that names two hosts", { host: "evil.example" }],
      ["for a page of another origin", { origin: "https://evil.example" }],
      ["for another site", { "sec-fetch-site": "cross-site" }],
      ["under a name of AWS with the developer's key", { ":authority": "ssm.us-east-1.amazonaws.com" }],
    ])("is refused %s", async (_what, headers) => {
      expect(await ask(session, { ...LIST_PARAMETERS, ...headers }, "{}")).toMatchObject({ status: 403 });
    });

    it("reaches neither control nor the page", async () => {
      expect(await ask(session, { ":path": "/_portcullis/health" })).toMatchObject({ status: 404 });
    });
  });
});

describe("the one port", () => {
  let listener: Listener;
  const listening = async (reply: HttpReply) => {
    listener = await listen({
      host: "127.0.0.1",
      port: 0,
      intercept: () => false,
      handle: async () => reply,
      upgrade: (_request, socket) => void socket.destroy(),
    });
    return `http://127.0.0.1:${listener.port}`;
  };
  afterEach(() => listener[Symbol.asyncDispose]());

  it("takes a request in HTTP/1.1 whose first letters come one by one", async () => {
    await listening({ status: 200, body: "fine" });
    const socket = connect(listener.port, "127.0.0.1").setNoDelay();
    await once(socket, "connect");
    for (const part of ["P", "O", "ST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nConnection: close\r\n\r\n", "x"])
      await new Promise((resolve) => socket.write(part, resolve));
    let answer = "";
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*fine$/);
  });

  it("ends what has said nothing yet, and sessions that are open, when it closes", async () => {
    const url = await listening({ status: 200 });
    const silent = connect(listener.port, "127.0.0.1");
    const session = connectHttp2(url);
    await Promise.all([once(silent, "connect"), once(session, "remoteSettings")]);
    const closed = Promise.all([once(silent, "close"), once(session, "close")]);
    await listener[Symbol.asyncDispose]();
    await closed;
  });

  it("leaves out of HTTP/2 what belongs to a connection of HTTP/1.1", async () => {
    const headers = { connection: "close", "transfer-encoding": "chunked", "x-kept": "yes" };
    const session = connectHttp2(await listening({ status: 200, headers, body: "fine" }));
    expect(await ask(session, {})).toMatchObject({ status: 200, body: "fine", headers: { "x-kept": "yes" } });
    session.destroy();
  });

  /** Gives each piece when it is asked for, and keeps who has come for it. */
  function pieces() {
    const taken = new EventEmitter();
    async function* stream() {
      const second = once(taken, "first");
      yield Buffer.from("first");
      await second;
      yield Buffer.from("second");
    }
    return { stream: stream(), goOn: () => taken.emit("first") };
  }

  it.each(["HTTP/1.1", "HTTP/2"])("sends a stream as it comes: %s", async (protocol) => {
    const { stream, goOn } = pieces();
    const url = await listening({ status: 200, stream });
    const session = protocol === "HTTP/2" ? connectHttp2(url) : undefined;
    const body = session ? session.request({ ":path": "/" }) : (await fetch(url)).body;
    const received: string[] = [];
    for await (const chunk of body ?? []) {
      received.push(Buffer.from(chunk).toString());
      goOn();
    }
    expect(received).toEqual(["first", "second"]);
    session?.destroy();
  });

  it.each(["HTTP/1.1", "HTTP/2"])("lets no stream that breaks off look whole: %s", async (protocol) => {
    async function* broken() {
      yield Buffer.from("first");
      throw new Error("a defect");
    }
    const url = await listening({ status: 200, stream: broken() });
    const session = protocol === "HTTP/2" ? connectHttp2(url) : undefined;
    const read = async () => {
      for await (const _ of session ? session.request({ ":path": "/" }) : ((await fetch(url)).body ?? []));
    };
    await expect(read()).rejects.toThrow();
    session?.destroy();
  });

  it("tells a stream that its reader has gone", async () => {
    const stream = new EventEmitter();
    const gone = once(stream, "gone");
    async function* endless() {
      try {
        for (;;) yield Buffer.alloc(64 * 1024);
      } finally {
        stream.emit("gone");
      }
    }
    const url = await listening({ status: 200, stream: endless() });
    const reader = new AbortController();
    await fetch(url, { signal: reader.signal });
    reader.abort();
    await gone;
  });
});
