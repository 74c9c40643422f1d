import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { messageOf } from "../../../kernel/errors.ts";
import type { MultiValues } from "../expressions/index.ts";
import type { BackendAnswer } from "./response-mapping.ts";
import type { IntegrationFailure } from "./result.ts";

export interface HttpCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: MultiValues;
  readonly body: Buffer;
}

/** Ends early when `signal` is aborted. Never rejects. */
export type CallHttp = (call: HttpCall, signal: AbortSignal) => Promise<BackendAnswer | IntegrationFailure>;

/** API Gateway passes no larger answer on. */
const LARGEST_ANSWER_BYTES = 10 * 1024 * 1024;

/** Calls a backend on this machine. Others are not called: nothing that runs here may leave it unasked. */
export const callHttp: CallHttp = async (call, signal) => {
  const { url } = call;
  if (!isLoopback(url.hostname))
    return { failure: "unreachable", detail: `${url.host} is not on this machine, and no call leaves it` };
  try {
    return await answerOf(await send(call, signal));
  } catch (error) {
    return { failure: "unreachable", detail: `${url.host} cannot be called: ${messageOf(error)}` };
  }
};

function isLoopback(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, "");
  return address === "localhost" || address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
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

const outgoing = (headers: MultiValues, body: Buffer): OutgoingHttpHeaders => ({
  ...Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, [...values]])),
  "content-length": body.length,
});

async function answerOf(response: IncomingMessage): Promise<BackendAnswer | IntegrationFailure> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_ANSWER_BYTES) return { failure: "fault", detail: "the answer is larger than 10 MB" };
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: headersOf(response), body: Buffer.concat(chunks) };
}

const headersOf = ({ headersDistinct }: IncomingMessage): MultiValues =>
  Object.fromEntries(Object.entries(headersDistinct).map(([name, values]) => [name, values ?? []]));
