import type { IncomingMessage, ServerResponse } from "node:http";
import type { WebSocket } from "ws";
import { UserError } from "../../kernel/errors.ts";
import type { Answer, ControlRequest, ControlRoutes } from "../routes.ts";
import { openSocket, type SocketEvent } from "./opened-socket.ts";
import { type RelayedWish, readWish } from "./wish.ts";

/** Each page has one stream, and more of them than that nobody looks at. */
const MOST_RELAYS = 16;

const MOST_SOCKETS = 200;

export interface SocketRoutes {
  readonly routes: ControlRoutes;
  /** `GET sockets`: what happens on the sockets of one page. They are closed with it. */
  stream(request: IncomingMessage, response: ServerResponse): void;
}

interface Relay {
  /** The port on which its page was served. */
  readonly port: number | undefined;
  /** The name under which its page was served. */
  readonly hostname: string;
  readonly sockets: Map<string, WebSocket>;
  tell(event: object): void;
}

/**
 * Sockets that the engine opens for its own page, which as a browser's could carry no headers and send no pings. They
 * lead to this engine only: it is nobody's way into a network.
 */
export function createSocketRoutes(): SocketRoutes {
  const relays = new Map<string, Relay>();
  let last = 0;
  const nextId = (prefix: string) => `${prefix}-${++last}`;

  function stream({ headers, socket }: IncomingMessage, response: ServerResponse): void {
    if (relays.size >= MOST_RELAYS) {
      refuseStream(response);
      return;
    }
    const id = nextId("relay");
    const tell = (event: object) => void response.write(`data: ${JSON.stringify(event)}\n\n`);
    const { hostname } = new URL(`http://${headers.host}`);
    const relay = { port: socket.localPort, hostname, sockets: new Map<string, WebSocket>(), tell };
    relays.set(id, relay);
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    tell({ type: "relay", relay: id });
    response.once("close", () => {
      relays.delete(id);
      for (const each of relay.sockets.values()) each.terminate();
    });
  }

  function find(id = ""): WebSocket {
    for (const { sockets } of relays.values()) {
      const socket = sockets.get(id);
      if (socket) return socket;
    }
    throw new UserError("This socket is closed.");
  }

  async function open({ readBody }: ControlRequest): Promise<Answer> {
    const wish = readWish(await readBody());
    const relay = relays.get(wish.relay);
    if (!relay) throw new UserError("The stream that this socket would belong to has ended. Open it again.");
    assertLeadsHere(wish, relay);
    if (relay.sockets.size >= MOST_SOCKETS) throw new UserError(`${MOST_SOCKETS} sockets are open. Close some.`);
    const id = nextId("socket");
    const opened = await openSocket(wish, (event) => pass(relay, id, event));
    if (!("socket" in opened)) return { status: 200, body: opened };
    relay.sockets.set(id, opened.socket);
    if (!relays.has(wish.relay)) opened.socket.terminate();
    return { status: 201, body: { socket: id, subprotocol: opened.socket.protocol } };
  }

  const routes: ControlRoutes = {
    "POST sockets": open,
    "POST sockets/{id}/frames": async ({ parameters, readBody }) => send(find(parameters.id), await readBody()),
    "POST sockets/{id}/ping": async ({ parameters }) => {
      find(parameters.id).ping();
      return DONE;
    },
    "DELETE sockets/{id}": ({ parameters, query }) => close(find(parameters.id), query),
  };
  return { routes, stream };
}

const DONE: Answer = { status: 200, body: {} };

function pass(relay: Relay, socket: string, event: SocketEvent): void {
  if (event.type === "closed") relay.sockets.delete(socket);
  relay.tell({ socket, ...event });
}

const LOOPBACK = /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/;

function assertLeadsHere({ url }: RelayedWish, { port, hostname }: Relay): void {
  const isHere = Number(url.port || 80) === port && (LOOPBACK.test(url.hostname) || url.hostname === hostname);
  if (!isHere || url.protocol !== "ws:")
    throw new UserError(
      "The engine opens sockets to its own APIs only. Let the browser open it, or copy the line for wscat.",
    );
}

function send(socket: WebSocket, { text, base64 }: Readonly<Record<string, unknown>>): Answer {
  if (typeof text === "string") socket.send(text);
  else if (typeof base64 === "string") socket.send(Buffer.from(base64, "base64"));
  else throw new UserError("A frame has text, or bytes as base64.");
  return DONE;
}

const CLOSE_RULE =
  "A close frame has a code from 1000 to 1014 (without 1004 to 1006) or from 3000 to 4999, and a reason of 123 bytes at most.";

/** Closes it with the code that is asked for; with `drop`, its TCP connection ends without a word. */
function close(socket: WebSocket, query: URLSearchParams): Answer {
  if (query.get("drop") === "true") socket.terminate();
  else {
    try {
      socket.close(Number(query.get("code") ?? 1000), query.get("reason") ?? "");
    } catch {
      throw new UserError(CLOSE_RULE);
    }
  }
  return DONE;
}

function refuseStream(response: ServerResponse): void {
  response.writeHead(503, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify({ message: `${MOST_RELAYS} pages have sockets open already.` })}\n`);
}
