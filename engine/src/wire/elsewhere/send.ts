import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from "node:http2";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { messageOf } from "../../kernel/errors.ts";
import { HttpCallError } from "../http-client.ts";

type Values = Readonly<Record<string, readonly string[]>>;

/** A call whose body may still be coming. */
export interface StreamedCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: Values;
  readonly body: Buffer | AsyncIterable<Uint8Array>;
  /** True: HTTP/2 is spoken where the other side can. */
  readonly prefersHttp2: boolean;
}

export interface StreamedAnswer {
  readonly status: number;
  readonly headers: Values;
  readonly stream: AsyncIterable<Uint8Array>;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Finds the address of a name. Default: the system's. */
  readonly lookup?: LookupFunction | undefined;
}

/** Calls a server and gives its answer as it comes. Rejects with an `HttpCallError` when it cannot be called. */
export async function sendStreamed(call: StreamedCall, options: SendOptions): Promise<StreamedAnswer> {
  try {
    const session = call.prefersHttp2 ? await openSession(call.url, options) : undefined;
    return session ? await sendByHttp2(session, call, options) : await sendByHttp1(call, options);
  } catch (error) {
    const reason = messageOf(error) || String((error as NodeJS.ErrnoException).code);
    throw new HttpCallError("unreachable", `${call.url.host} cannot be called: ${reason}`, error);
  }
}

function sendByHttp1({ method, url, headers, body }: StreamedCall, options: SendOptions): Promise<StreamedAnswer> {
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  const { signal, lookup } = options;
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, headers: toOutgoing(headers, body), signal, ...(lookup && { lookup }) });
    sending.once("response", (response) => resolve(answerOf(response)));
    sending.on("error", reject);
    // What breaks off on its way is this call's error too; an answer may be complete before its question.
    pipeline(toReadable(body), sending).catch(reject);
  });
}

const toReadable = (body: StreamedCall["body"]) =>
  Buffer.isBuffer(body) ? Readable.from([body], { objectMode: false }) : Readable.from(body, { objectMode: false });

const toOutgoing = (headers: Values, body: StreamedCall["body"]): OutgoingHttpHeaders => ({
  ...Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, [...values]])),
  ...(Buffer.isBuffer(body) && { "content-length": body.length }),
});

const answerOf = (response: IncomingMessage): StreamedAnswer => ({
  status: response.statusCode ?? 0,
  headers: Object.fromEntries(Object.entries(response.headersDistinct).map(([name, values]) => [name, values ?? []])),
  stream: response,
});

/** A server that has not said within this time that it speaks HTTP/2 is spoken to in HTTP/1.1. */
const SETTINGS_MS = 2_000;

/** A session with a server that speaks HTTP/2; undefined with one that does not. */
function openSession(url: URL, { signal, lookup }: SendOptions): Promise<ClientHttp2Session | undefined> {
  return new Promise((resolve) => {
    const session = connect(url.origin, { ALPNProtocols: ["h2"], ...(lookup && { lookup }) });
    const settle = (found: ClientHttp2Session | undefined) => {
      signal.removeEventListener("abort", giveUp);
      if (!found) session.destroy();
      resolve(found);
    };
    const giveUp = () => settle(undefined);
    signal.addEventListener("abort", giveUp, { once: true });
    session.on("error", giveUp).once("close", giveUp).setTimeout(SETTINGS_MS, giveUp);
    session.once("remoteSettings", () => {
      session.setTimeout(0);
      settle(session);
    });
  });
}

function sendByHttp2(
  session: ClientHttp2Session,
  call: StreamedCall,
  { signal }: SendOptions,
): Promise<StreamedAnswer> {
  const { method, url, headers, body } = call;
  return new Promise((resolve, reject) => {
    const path = url.pathname + url.search;
    const names = { ":method": method, ":path": path, ":authority": url.host };
    const stream = session.request({ ...toOutgoing(headers, body), ...names }, { signal });
    stream.once("response", (answered) => resolve(http2AnswerOf(stream, answered)));
    stream.on("error", reject).once("close", () => {
      session.close();
      reject(new Error("the stream was closed without an answer"));
    });
    toReadable(body)
      .on("error", (error) => stream.destroy(error))
      .pipe(stream);
  });
}

function http2AnswerOf(stream: ClientHttp2Stream, answered: IncomingHttpHeaders): StreamedAnswer {
  const headers = Object.entries(answered).filter(([name]) => !name.startsWith(":"));
  return {
    status: Number(answered[":status"]),
    headers: Object.fromEntries(headers.map(([name, value = []]) => [name, [value].flat()])),
    stream,
  };
}
