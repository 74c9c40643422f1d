import { createServer, type IncomingMessage } from "node:http";
import { createServer as createHttp2Server, type Http2ServerRequest, type ServerHttp2Session } from "node:http2";
import type { AddressInfo, Server } from "node:net";
import { systemRandom } from "../../../src/kernel/random.ts";
import { toHttpRequest } from "../../../src/wire/listener.ts";
import { createPrincipals } from "../../../src/wire/principal.ts";
import { encodeEvent, eventPayloads } from "../../../src/wire/protocols/event-stream.ts";
import { canonicalRequest } from "../../../src/wire/sigv4/canonical.ts";
import { parseSignature } from "../../../src/wire/sigv4/parse.ts";
import { signatureOf, stringToSign } from "../../../src/wire/sigv4/sign.ts";
import { verifySignature } from "../../../src/wire/sigv4.ts";

export const KEYS = { accessKeyId: "minio", secretAccessKey: "a secret/of its own" };

const principals = createPrincipals({ accountId: "000000000000", random: systemRandom, developerKeys: [KEYS] });

export interface RunningServer extends Disposable {
  readonly port: number;
  /** Request lines and hosts, as they came in. */
  readonly seen: string[];
}

async function run(server: Server, seen: string[], close: () => void): Promise<RunningServer> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    seen,
    [Symbol.dispose]() {
      server.close();
      close();
    },
  };
}

/** The cause against a signature that this server would not take; undefined for a right one, and for none. */
function problemOf(request: IncomingMessage, body: Buffer): string | undefined {
  if (request.headers.authorization === undefined) return undefined;
  const result = verifySignature(toHttpRequest(request, body), { principals, nowMs: Date.now() });
  return result.ok ? undefined : result.error.message;
}

/** Tells whether the head of a stream of events is signed with this server's keys. */
function isWellSigned(request: IncomingMessage | Http2ServerRequest): boolean {
  const http = toHttpRequest(request, Buffer.alloc(0));
  const claim = parseSignature(http);
  if (claim?.accessKeyId !== KEYS.accessKeyId) return false;
  const canonical = canonicalRequest(http, { ...claim, payloadHash: "STREAMING-AWS4-HMAC-SHA256-EVENTS" });
  return claim.signature === signatureOf(stringToSign(canonical, claim.timestamp, claim.scope), claim.scope, KEYS);
}

/** The least of an S3 server: keeps objects by path, and checks signatures. */
export async function startS3(): Promise<RunningServer> {
  const seen: string[] = [];
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const { method, url = "", headers } = request;
    const path = url.split("?")[0] ?? "";
    seen.push(`${method} ${path} ${headers.host}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const problem = problemOf(request, body);
    if (problem !== undefined) return response.writeHead(403).end(problem);
    if (method === "PUT") objects.set(path, plainOf(body, headers["content-encoding"]));
    const object = method === "PUT" ? "" : (objects.get(path) ?? "");
    response.setHeader("content-length", object.length).end(method === "GET" ? object : "");
  });
  return run(server, seen, () => server.closeAllConnections());
}

/** The one chunk after another of `aws-chunked`; this server believes in their form. */
function plainOf(body: Buffer, encoding: string | undefined): Buffer {
  if (!encoding?.includes("aws-chunked")) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf("\r\n", at);
    const length = Number.parseInt(body.toString("latin1", at, end), 16);
    if (!(length > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}

/** Answers each event at once with the message inside of it; in HTTP/2, or in HTTP/1.1 alone. */
export async function startEcho(protocol: "HTTP/1.1" | "HTTP/2"): Promise<RunningServer> {
  const seen: string[] = [];
  async function answer(request: IncomingMessage | Http2ServerRequest, write: (bytes: Buffer) => void) {
    seen.push(`HTTP/${request.httpVersion} ${isWellSigned(request) ? "well signed" : "not well signed"}`);
    for await (const payload of eventPayloads(request)) {
      // The end of a signed stream is an event without anything in it.
      if (payload.length === 0) continue;
      const { value: inner } = await eventPayloads(one(payload)).next();
      write(encodeEvent({ headers: HEADERS, payload: inner }));
    }
  }

  if (protocol === "HTTP/1.1") {
    const server = createServer(async (request, response) => {
      response.writeHead(200, CONTENT_TYPE).flushHeaders();
      await answer(request, (bytes) => response.write(bytes));
      response.end();
    });
    return run(server, seen, () => server.closeAllConnections());
  }
  const sessions: ServerHttp2Session[] = [];
  const server = createHttp2Server(async (request, response) => {
    response.writeHead(200, CONTENT_TYPE);
    await answer(request, (bytes) => response.write(bytes));
    response.end();
  }).on("session", (session) => sessions.push(session));
  return run(server, seen, () => {
    for (const session of sessions) session.destroy();
  });
}

const CONTENT_TYPE = { "content-type": "application/vnd.amazon.eventstream" };
const HEADERS = { ":event-type": "chunk", ":content-type": "application/json", ":message-type": "event" };

async function* one(bytes: Buffer) {
  yield bytes;
}
