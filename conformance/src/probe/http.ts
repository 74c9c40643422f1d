import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { AwsV4Signer } from "aws4fetch";
import type { Target } from "../targets/target.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A handshake that has succeeded has a socket: what travels on it are frames. */
export interface HandshakeAnswer extends Answer {
  readonly socket?: Duplex;
}

type Headers = Readonly<Record<string, string>>;

export const HANDSHAKE_HEADERS: Headers = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version": "13",
};

/** A WebSocket handshake as bare HTTP, which no library softens. It has no User-Agent unless it is given. */
export async function handshake(wsUrl: string, headers: Headers = {}): Promise<HandshakeAnswer> {
  const sending = open("GET", wsUrl.replace(/^ws/, "http"), { ...HANDSHAKE_HEADERS, ...headers });
  sending.end();
  return new Promise((resolve, reject) => {
    sending.once("upgrade", (response, socket, head) => {
      socket.on("error", () => undefined);
      if (head.length > 0) socket.unshift(head);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: "", socket });
    });
    sending.once("response", (response) => answerOf(response).then(resolve, reject));
    sending.once("error", reject);
  });
}

/** The status of a handshake whose connection, if there is one, does not matter. */
export async function statusOf(wsUrl: string, headers: Headers = {}): Promise<number> {
  const { status, socket } = await handshake(wsUrl, headers);
  socket?.destroy();
  return status;
}

/** A plain HTTP request, with the path exactly as it is written. */
export async function http(method: string, url: string, body: string | Buffer = "", headers: Headers = {}) {
  const sending = open(method, url, headers);
  sending.end(body);
  return new Promise<Answer>((resolve, reject) => {
    sending.once("response", (response) => answerOf(response).then(resolve, reject));
    sending.once("error", reject);
  });
}

/** The same, signed as AWS asks it of callers of `@connections`. */
export async function signed(target: Target, method: string, url: string, body = "") {
  return http(method, url, body, await signatureOf(target, url, { method, body }));
}

/** The headers that sign a request to API Gateway. */
export async function signatureOf(
  { credentials, region }: Pick<Target, "credentials" | "region">,
  url: string,
  { method = "GET", body = "" }: { readonly method?: string; readonly body?: string } = {},
): Promise<Headers> {
  const signer = new AwsV4Signer({
    ...credentials,
    url,
    method,
    region,
    service: "execute-api",
    ...(body.length > 0 && { body }),
  });
  return Object.fromEntries((await signer.sign()).headers);
}

/** The URL of a WebSocket with its signature in the query. */
export async function presigned({ credentials, region }: Target, wsUrl: string): Promise<string> {
  const url = wsUrl.replace(/^ws/, "http");
  const signer = new AwsV4Signer({
    ...credentials,
    url,
    method: "GET",
    region,
    service: "execute-api",
    signQuery: true,
  });
  return (await signer.sign()).url.href.replace(/^http/, "ws");
}

function open(method: string, url: string, headers: Headers): ClientRequest {
  const request = url.startsWith("https:") ? httpsRequest : httpRequest;
  const { origin } = new URL(url);
  return request(origin, { method, path: url.slice(origin.length), headers, agent: false });
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() };
}
