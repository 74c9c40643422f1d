import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { messageOf } from "../kernel/errors.ts";
import { isLoopback } from "./loopback.ts";

type Values = Readonly<Record<string, readonly string[]>>;

export interface HttpCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: Values;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Values;
  readonly body: Buffer;
}

/** The cause of a missing answer: nobody could be called, or what came is more than is taken. */
export class HttpCallError extends Error {
  override readonly name = "HttpCallError";
  readonly kind: "unreachable" | "too-large";

  constructor(kind: HttpCallError["kind"], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

/** API Gateway passes no larger answer on, and no other service that calls over HTTP takes one. */
const LARGEST_ANSWER_BYTES = 10 * 1024 * 1024;

/**
 * Calls something on this machine. Others are not called: nothing that runs here may leave it unasked.
 * Ends early when `signal` is aborted. Rejects with an `HttpCallError`.
 */
export async function callHttp(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer> {
  const { host, hostname } = call.url;
  if (!isLoopback(hostname))
    throw new HttpCallError("unreachable", `${host} is not on this machine, and no call leaves it`);
  return callAnywhere(call, signal);
}

/** The same for calls that the developer allowed to leave this machine. */
export async function callAnywhere(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer> {
  const { host } = call.url;
  try {
    return await answerOf(await send(call, signal));
  } catch (error) {
    if (error instanceof HttpCallError) throw error;
    throw new HttpCallError("unreachable", `${host} cannot be called: ${messageOf(error)}`, error);
  }
}

function send({ method, url, headers, body }: HttpCall, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, headers: outgoing(headers, body), signal });
    sending.once("response", resolve);
    sending.once("error", reject);
    sending.end(body);
  });
}

const outgoing = (headers: Values, body: Buffer): OutgoingHttpHeaders => ({
  ...Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, [...values]])),
  "content-length": body.length,
});

async function answerOf(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_ANSWER_BYTES) throw new HttpCallError("too-large", "the answer is larger than 10 MB");
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: headersOf(response), body: Buffer.concat(chunks) };
}

const headersOf = ({ headersDistinct }: IncomingMessage): Values =>
  Object.fromEntries(Object.entries(headersDistinct).map(([name, values]) => [name, values ?? []]));
