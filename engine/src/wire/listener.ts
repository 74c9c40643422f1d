import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { AddressInfo } from "node:net";
import { type Duplex, Readable } from "node:stream";
import { UserError } from "../kernel/errors.ts";
import type { HttpReply, HttpRequest } from "./http.ts";
import { acceptHttp2 } from "./http2.ts";

/** More than all requests that AWS itself accepts (DynamoDB: 16 MB), so that services can refuse in their own words. */
export const LARGEST_BODY_BYTES = 20 * 1024 * 1024;

/** Set by a function's environment: the host that the function meant to call. */
export const INTENDED_HOST_HEADER = "x-portcullis-host";

export interface ListenerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** False: neither the port nor a connection keeps the process alive. Default true. */
  readonly keepAlive?: boolean;
  /** Takes the raw request if it is its own (streams and pages); true when it did. */
  readonly intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly handle: (request: HttpRequest, signal: AbortSignal) => Promise<HttpReply>;
  /** Takes a request whose body passes as it comes. Undefined: the body is read first, and `handle` gets it. */
  readonly handleStream?: StreamHandler;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export type StreamHandler = (
  request: HttpRequest,
  signal: AbortSignal,
  body: AsyncIterable<Buffer>,
) => Promise<HttpReply> | undefined;

export interface Listener extends AsyncDisposable {
  readonly port: number;
}

/** The one port, for HTTP/1.1 and HTTP/2 without TLS. Rejects with a `UserError` when it is taken. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const server = createServer((request, response) => {
    if (options.intercept(request, response)) return;
    serve(options, request, response).catch(() => response.destroy());
  });
  // Control and the page are for browsers and scripts, which speak HTTP/1.1 to what has no TLS.
  const http2 = acceptHttp2(server, (request, response) => {
    serve(options, request, response).catch(() => response.stream.destroy());
  });
  server.on("upgrade", options.upgrade);
  if (options.keepAlive === false) letGoOf(server);
  // SDK clients keep connections for long; Node's 5 s would race with their next request.
  server.keepAliveTimeout = 75_000;
  await bind(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      const closed = closeServer(server);
      http2[Symbol.dispose]();
      await closed;
    },
  };
}

/** Lets this process end while the server listens and serves. */
export function letGoOf(server: Server): void {
  server.on("connection", (socket) => socket.unref());
  server.on("listening", () => server.unref());
}

function bind(server: Server, { host, port }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(bindError(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function bindError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reasons: Record<string, UserError> = {
    EADDRINUSE: new UserError(`Port ${port} is already in use.`, {
      hint: "Stop what runs there (npx portcullis doctor tells whether it is an engine), or choose another with --port (0 takes any free one).",
    }),
    EACCES: new UserError(`Not allowed to listen on port ${port}.`, { hint: "Choose a port above 1023 with --port." }),
    EADDRNOTAVAIL: new UserError(`This machine has no address ${host}.`, { hint: "Check --host." }),
    ENOTFOUND: new UserError(`The host name ${host} is unknown.`, { hint: "Check --host." }),
  };
  return reasons[error.code ?? ""] ?? error;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

async function serve(options: ListenerOptions, request: Request, response: Response): Promise<void> {
  const caller = new AbortController();
  // Building the error of an abort costs more than most answers.
  response.once("close", () => response.writableFinished || caller.abort());
  const reply = await replyTo(options, request, caller.signal);
  if (reply === "aborted") return;
  try {
    send(response, reply);
  } catch {
    // It is this caller's trouble, and must not become everybody's.
    send(response, { status: 500 });
  }
}

function replyTo(
  { handle, handleStream }: ListenerOptions,
  request: Request,
  signal: AbortSignal,
): Promise<HttpReply | "aborted"> {
  const streamed = handleStream?.(toHttpRequest(request, NO_BODY), signal, bodyOf(request));
  if (streamed) return streamed.finally(() => request.resume());
  return handleWhole(handle, request, signal);
}

/** The body as it comes. Whoever stops reading does not end the exchange: the answer may say why. */
async function* bodyOf(request: Request): AsyncGenerator<Buffer> {
  for await (const piece of request.iterator({ destroyOnReturn: false })) yield piece;
}

async function handleWhole(
  handle: ListenerOptions["handle"],
  request: Request,
  signal: AbortSignal,
): Promise<HttpReply | "aborted"> {
  const body = await readBody(request);
  if (body === "aborted") return body;
  if (body === "too large") return { status: 413, headers: { connection: "close" } };
  return handle(toHttpRequest(request, body), signal);
}

/** RFC 9113, section 7. */
const INTERNAL_ERROR = 2;

const NO_BODY = Buffer.alloc(0);

function readBody(request: Request): Promise<Buffer | "too large" | "aborted"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > LARGEST_BODY_BYTES) resolve("too large");
      else chunks.push(chunk);
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("close", () => resolve("aborted"));
  });
}

/** The request as plain data. */
export function toHttpRequest(request: Request, body: Buffer): HttpRequest {
  const target = request.url ?? "/";
  const mark = target.indexOf("?");
  const { headers, rawHeaders } = "authority" in request ? withoutPseudoHeaders(request) : request;
  return {
    method: request.method ?? "GET",
    rawPath: mark < 0 ? target : target.slice(0, mark),
    rawQuery: mark < 0 ? "" : target.slice(mark + 1),
    host: intendedHost(headers),
    headers,
    rawHeaders,
    remoteAddress: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    localAddress: request.socket.localAddress?.replace(/^::ffff:/, ""),
    body,
    httpVersion: request.httpVersion,
  };
}

type Headers = Pick<HttpRequest, "headers" | "rawHeaders">;

/** The headers as HTTP/1.1 has them: the authority is the host. One who names another host besides has said two. */
function withoutPseudoHeaders({ authority, headers, rawHeaders }: Http2ServerRequest): Headers {
  const kept: string[] = authority === "" ? [] : ["host", authority];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
    if (!name.startsWith(":") && !(name === "host" && value === authority)) kept.push(name, value);
  }
  const plain = Object.entries(headers).filter(([name]) => !name.startsWith(":"));
  return { headers: { ...Object.fromEntries(plain), ...(authority !== "" && { host: authority }) }, rawHeaders: kept };
}

function intendedHost(headers: HttpRequest["headers"]): string {
  const intended = headers[INTENDED_HOST_HEADER];
  return typeof intended === "string" ? intended : (headers.host ?? "");
}

/** The least status that is an answer. Those below announce one; Node.js writes them, and the client waits on. */
const LOWEST_STATUS = 200;

/** Headers of a connection of HTTP/1.1, which HTTP/2 refuses (RFC 9113, section 8.2.2). */
const CONNECTION_HEADERS: readonly string[] = ["connection", "keep-alive", "transfer-encoding", "upgrade"];

/** Answers with a reply. Throws where it is none that HTTP knows, before anything is written. */
export function send(response: Response, { status, headers = {}, body = "", stream }: HttpReply): void {
  if (status < LOWEST_STATUS) throw new RangeError(`${status} ends no exchange`);
  const hasLength = !stream && status !== 204;
  writeHead(response, status, hasLength ? { ...headers, "content-length": String(Buffer.byteLength(body)) } : headers);
  if (stream) sendStream(response, stream);
  // A text goes in one piece with the head.
  else response.end(hasLength ? body : "");
}

function writeHead(response: Response, status: number, headers: NonNullable<HttpReply["headers"]>): void {
  if (!("stream" in response)) response.writeHead(status, headers as OutgoingHttpHeaders);
  else {
    const lines = Object.entries(headers).filter(([name]) => !isOfConnection(name));
    response.writeHead(status, Object.fromEntries(lines) as OutgoingHttpHeaders);
  }
}

const isOfConnection = (name: string) => CONNECTION_HEADERS.includes(name.toLowerCase());

/** Sends pieces as they come and as the caller takes them. An answer that breaks off must not look whole. */
function sendStream(response: Response, stream: AsyncIterable<Uint8Array>): void {
  // The first piece may be long in coming; the head goes at once. That of HTTP/2 does so by itself.
  if (!("stream" in response)) response.flushHeaders();
  const pieces = Readable.from(stream, { objectMode: false });
  pieces.once("error", () => ("stream" in response ? response.stream.close(INTERNAL_ERROR) : response.destroy()));
  response.once("close", () => pieces.destroy());
  pieces.pipe(response);
}
