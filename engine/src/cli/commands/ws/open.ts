import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import { UserError } from "../../../kernel/errors.ts";
import { textOfStream } from "../../../kernel/machine/text-of-stream.ts";
import { engineAt } from "../../../running/running-engine.ts";
import { type Handshake, shownUrl } from "./handshake.ts";
import type { Refusal } from "./view.ts";

export interface Opened {
  readonly socket: WebSocket;
  readonly headers: IncomingMessage["headers"];
}

/** Called with a message as soon as the socket is open: the first may come in the same packet as the 101. */
export type OnMessage = (data: Buffer, isBinary: boolean) => void;

/**
 * Opens a connection; resolves with the refusal when the server answers with something else. Rejects with a
 * `UserError` when nobody answers, and when the signal says so.
 */
export async function open(
  handshake: Handshake,
  onMessage: OnMessage,
  interrupted: AbortSignal,
): Promise<Opened | Refusal> {
  const socket = create(handshake);
  const interrupt = () => socket.terminate();
  interrupted.addEventListener("abort", interrupt);
  socket.on("message", (data, isBinary) => onMessage(bufferOf(data), isBinary));
  try {
    const answer = await answered(socket, handshake.url);
    return "socket" in answer ? answer : await refusal(answer.refusing, handshake.url);
  } finally {
    interrupted.removeEventListener("abort", interrupt);
  }
}

function create({ url, subprotocols, headers }: Handshake): WebSocket {
  try {
    return new WebSocket(url, [...subprotocols], { headers, perMessageDeflate: false, maxPayload: 0 });
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new UserError("A subprotocol is named twice, or the token is one of the subprotocols.", { cause });
  }
}

const bufferOf = (data: Buffer | ArrayBuffer | Buffer[]): Buffer => {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
};

type Answer = Opened | { readonly refusing: IncomingMessage };

function answered(socket: WebSocket, url: URL): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let headers: IncomingMessage["headers"] = {};
    socket.once("upgrade", (response) => {
      headers = response.headers;
    });
    socket.once("open", () => resolve({ socket, headers }));
    socket.once("unexpected-response", (_request, refusing) => resolve({ refusing }));
    socket.on("error", (cause) => {
      const hint = isRefusedTcp(cause) ? "Start an engine with npx portcullis start, or check the address." : undefined;
      reject(new UserError(`No connection to ${shownUrl(url)}: ${messageOfNetwork(cause)}`, { hint, cause }));
    });
  });
}

const isRefusedTcp = (cause: object) => "code" in cause && cause.code === "ECONNREFUSED";

/** Errors of several addresses in one have no message of their own. */
const messageOfNetwork = (cause: Error) =>
  cause.message || (cause instanceof AggregateError ? String(cause.errors[0]?.message) : cause.name);

/** More of a refusal's body is of no use to anybody. */
const LARGEST_BODY_BYTES = 64 * 1024;

async function refusal(refusing: IncomingMessage, url: URL): Promise<Refusal> {
  const { statusCode: status = 0, statusMessage: statusText = "", headers } = refusing;
  const body = await textOfStream(refusing, LARGEST_BODY_BYTES);
  const requestId = headers["x-amzn-requestid"];
  const reason = isHere(url) && typeof requestId === "string" ? await reasonOf(url, requestId) : undefined;
  return { status, statusText, headers, body, reason };
}

/** An engine's own address. Nobody else is asked for what only an engine knows. */
const isHere = ({ hostname }: URL) => /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/.test(hostname);

/** The journal's account of a refusal, with the authorizer that is behind it. */
async function reasonOf({ host }: URL, requestId: string): Promise<string | undefined> {
  const query = new URLSearchParams({ service: "execute-api", requestId });
  const answer = await engineAt(`http://${host}`)
    .control(`entries?${query}`)
    .catch(() => undefined);
  const entries = (answer?.entries ?? []) as readonly Entry[];
  const reason = entries.find(({ type }) => type === "refuse")?.data.reason;
  const by = entries.find(({ type, data }) => type === "authorizer" && data.reason === reason);
  return reason === undefined || !by ? reason : `authorizer ${by.data.authorizer}: ${reason}`;
}

interface Entry {
  readonly type: string;
  readonly data: { readonly reason?: string; readonly authorizer?: string };
}
