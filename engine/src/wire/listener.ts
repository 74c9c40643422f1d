import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { UserError } from "../kernel/errors.ts";
import type { HttpReply, HttpRequest } from "./http.ts";

/** More than all requests that AWS itself accepts (DynamoDB: 16 MB), so that services can refuse in their own words. */
const LARGEST_BODY_BYTES = 20 * 1024 * 1024;

/** Set by a function's environment: the host that the function meant to call. */
export const INTENDED_HOST_HEADER = "x-portcullis-host";

export interface ListenerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Takes the raw request if it is its own (streams and pages); true when it did. */
  readonly intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly handle: (request: HttpRequest, signal: AbortSignal) => Promise<HttpReply>;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface Listener extends AsyncDisposable {
  readonly port: number;
}

/** The one port. Rejects with a `UserError` when it is taken. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const server = createServer((request, response) => {
    serve(options, request, response).catch(() => response.destroy());
  });
  server.on("upgrade", options.upgrade);
  // SDK clients keep connections for long; Node's 5 s would race with their next request.
  server.keepAliveTimeout = 75_000;
  await bind(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    [Symbol.asyncDispose]: () => closeServer(server),
  };
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
      hint: "Stop what runs there, or choose another with --port (0 takes any free one).",
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

async function serve(options: ListenerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (options.intercept(request, response)) return;
  const body = await readBody(request);
  if (body === "aborted") return;
  if (body === "too large") return send(response, { status: 413, headers: { connection: "close" } });
  const caller = new AbortController();
  response.once("close", () => caller.abort());
  const reply = await options.handle(toHttpRequest(request, body), caller.signal);
  try {
    send(response, reply);
  } catch {
    // It is this caller's trouble, and must not become everybody's.
    send(response, { status: 500 });
  }
}

function readBody(request: IncomingMessage): Promise<Buffer | "too large" | "aborted"> {
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
export function toHttpRequest(request: IncomingMessage, body: Buffer): HttpRequest {
  const target = request.url ?? "/";
  const mark = target.indexOf("?");
  return {
    method: request.method ?? "GET",
    rawPath: mark < 0 ? target : target.slice(0, mark),
    rawQuery: mark < 0 ? "" : target.slice(mark + 1),
    host: intendedHost(request),
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    remoteAddress: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    localAddress: request.socket.localAddress?.replace(/^::ffff:/, ""),
    body,
  };
}

function intendedHost({ headers }: IncomingMessage): string {
  const intended = headers[INTENDED_HOST_HEADER];
  return typeof intended === "string" ? intended : (headers.host ?? "");
}

/** The least status that is an answer. Those below announce one; Node.js writes them, and the client waits on. */
const LOWEST_STATUS = 200;

/** Answers with a reply. Throws where it is none that HTTP knows, before anything is written. */
export function send(response: ServerResponse, { status, headers = {}, body = "" }: HttpReply): void {
  if (status < LOWEST_STATUS) throw new RangeError(`${status} ends no exchange`);
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const length = status === 204 ? {} : { "content-length": String(bytes.length) };
  response.writeHead(status, { ...headers, ...length });
  response.end(status === 204 ? undefined : bytes);
}
