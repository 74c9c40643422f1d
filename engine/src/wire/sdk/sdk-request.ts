import type { HttpRequest } from "../http.ts";
import { LARGEST_BODY_BYTES } from "../listener.ts";
import { encode } from "../sigv4/canonical.ts";

/** A request as clients of version 3 of AWS's SDK make it, signed. */
export interface SdkRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const LOOPBACK = "127.0.0.1";

/** The request as it would come in on the port, but for its body. */
export function toHttpRequest({ method, hostname, path, query = {}, headers }: SdkRequest): HttpRequest {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const lowerCase: Record<string, string> = { host: hostname, ...Object.fromEntries(named) };
  return {
    method,
    rawPath: path,
    rawQuery: queryOf(query),
    host: lowerCase.host ?? hostname,
    headers: lowerCase,
    rawHeaders: Object.entries(lowerCase).flat(),
    remoteAddress: LOOPBACK,
    localAddress: LOOPBACK,
    body: Buffer.alloc(0),
    httpVersion: "1.1",
  };
}

const queryOf = (query: NonNullable<SdkRequest["query"]>): string =>
  Object.entries(query)
    .flatMap(([name, values]) => [values].flat().map((value) => `${encode(name)}=${encode(value ?? "")}`))
    .join("&");

/** The body in pieces, in any of the forms in which clients have it: text, bytes, streams of Node.js and of the web. */
export async function* piecesOf(body: unknown): AsyncGenerator<Buffer> {
  if (body === undefined || body === null) return;
  if (isAsyncIterable(body)) for await (const piece of body) yield bytesOf(piece);
  else if (body instanceof Blob) yield Buffer.from(await body.arrayBuffer());
  else yield bytesOf(body);
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

function bytesOf(piece: unknown): Buffer {
  if (ArrayBuffer.isView(piece)) return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  // A runner may give tests an ArrayBuffer of another realm.
  if (Object.prototype.toString.call(piece) === "[object ArrayBuffer]") return Buffer.from(piece as ArrayBuffer);
  return Buffer.from(String(piece));
}

/** The whole of a body, up to what the port takes. */
export async function wholeBody(pieces: AsyncIterable<Buffer>): Promise<Buffer | "too large"> {
  const taken: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > LARGEST_BODY_BYTES) return "too large";
    taken.push(piece);
  }
  return Buffer.concat(taken);
}
