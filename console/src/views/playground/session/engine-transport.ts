import { control } from "../../../engine/control.ts";
import { addressOf, type Draft, namedPairs, subprotocolsOf } from "../handshake/draft.ts";
import { toBase64 } from "../messages/payload.ts";
import type { OpenTransport, Refusal, SocketListener, Transport } from "./transport.ts";

/** Something that happened on a socket of the engine's. */
interface SocketEvent {
  readonly socket?: string;
  readonly type: "relay" | "text" | "binary" | "ping" | "pong" | "closed";
  readonly relay?: string;
  readonly text?: string;
  readonly base64?: string;
  readonly code?: number;
  readonly reason?: string;
}

interface Relay {
  readonly id: string;
  readonly listeners: Map<string, SocketListener>;
  /** Events of sockets whose opening has not been answered yet: both travel on connections of their own. */
  readonly early: Map<string, SocketEvent[]>;
}

let opened: Promise<Relay> | undefined;

/** The stream of this page, opened with its first socket. */
function relay(): Promise<Relay> {
  opened ??= openRelay();
  return opened;
}

function openRelay(): Promise<Relay> {
  return new Promise((done, fail) => {
    const source = new EventSource("/_portcullis/sockets");
    const listeners = new Map<string, SocketListener>();
    const early = new Map<string, SocketEvent[]>();
    source.onmessage = ({ data }) => {
      const event: SocketEvent = JSON.parse(data);
      if (event.type === "relay") return done({ id: event.relay ?? "", listeners, early });
      const { socket = "" } = event;
      const listener = listeners.get(socket);
      if (listener) tell(listener, event);
      else early.set(socket, [...(early.get(socket) ?? []), event]);
      if (event.type === "closed") listeners.delete(socket);
      return undefined;
    };
    source.onerror = () => {
      source.close();
      opened = undefined;
      fail(new Error("The engine does not answer."));
      for (const listener of listeners.values()) listener.closed(1006, "The engine went away.");
    };
  });
}

function tell(listener: SocketListener, { type, text = "", base64 = "", code = 1006, reason = "" }: SocketEvent): void {
  if (type === "text") listener.message(text);
  else if (type === "binary") listener.message(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  else if (type === "closed") listener.closed(code, reason);
  else if (type !== "relay") listener.control(type);
}

interface Opening {
  readonly socket?: string;
  readonly subprotocol?: string;
  readonly refused?: {
    readonly status: number;
    readonly statusText: string;
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly failed?: string;
}

/** Has the engine open a socket: with headers, pings, and the whole answer of a refusal. */
export const openByEngine: OpenTransport = (draft, listener) => {
  const socket = ask(draft, listener).catch((error: Error) => {
    listener.refused({ failure: error.message });
    return undefined;
  });
  const whenOpen = async (call: (path: string) => Promise<unknown>) => {
    const id = await socket;
    if (id !== undefined) await call(`sockets/${id}`).catch((error: Error) => listener.failed(error.message));
  };
  const transport: Transport = {
    send: (payload) => {
      const body = typeof payload === "string" ? { text: payload } : { base64: toBase64(payload) };
      void whenOpen((path) => control.post(`${path}/frames`, body));
    },
    close: (code, reason) =>
      void whenOpen((path) => control.delete(`${path}?${new URLSearchParams({ code: String(code), reason })}`)),
    ping: () => void whenOpen((path) => control.post(`${path}/ping`)),
    drop: () => void whenOpen((path) => control.delete(`${path}?drop=true`)),
  };
  return transport;
};

async function ask(draft: Draft, listener: SocketListener): Promise<string | undefined> {
  const { id, listeners, early } = await relay();
  const answer = await control.post<Opening>("sockets", {
    relay: id,
    url: addressOf(draft)?.href,
    subprotocols: subprotocolsOf(draft),
    headers: namedPairs(draft.headers).map(({ name, value }) => [name.trim(), value]),
  });
  const { socket } = answer;
  if (socket === undefined) {
    listener.refused(refusalOf(answer));
    return undefined;
  }
  listeners.set(socket, listener);
  listener.opened(answer.subprotocol ?? "");
  for (const event of early.get(socket) ?? []) tell(listener, event);
  early.delete(socket);
  return socket;
}

function refusalOf({ refused, failed }: Opening): Refusal {
  if (!refused) return { failure: failed ?? "Nobody answered." };
  const { status, statusText, body, headers } = refused;
  return { answer: { status, statusText, body, requestId: headers["x-amzn-requestid"] } };
}
