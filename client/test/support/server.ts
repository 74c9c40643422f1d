import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

type Message = Readonly<Record<string, unknown>>;

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  /** Tokens of all handshakes, oldest first. */
  readonly tokens: readonly string[];
  /** Resolves with the next request that comes; requests that came before are not lost. */
  nextRequest(action: string): Promise<Message>;
  /** Keeps an update of an entity for those who come back, and sends it to the subscribers. */
  publish(entityId: string, message: unknown): void;
  notify(message: unknown): void;
  /** Sends the same frame again to everyone. */
  repeat(): void;
  /** Cuts all connections, without a close frame. */
  cut(): void;
  send(message: unknown): void;
  readonly connections: number;
  stop(): Promise<void>;
}

/** Starts the app's protocol in a few lines, on a free port. Tokens that begin with "bad" are refused with 401. */
export async function startServer(port = 0): Promise<TestServer> {
  const history = new Map<string, Message[]>();
  const subscribers = new Map<string, Set<WebSocket>>();
  const tokens: string[] = [];
  const requests: Message[] = [];
  const waiting = new Set<(message: Message) => boolean>();
  let newest: Message = {};
  let ids = 0;

  const server = new WebSocketServer({
    port,
    host: "127.0.0.1",
    handleProtocols: (protocols) => (protocols.has("websocket") ? "websocket" : false),
    verifyClient: ({ req }, done) => {
      const offered = String(req.headers["sec-websocket-protocol"] ?? "").split(/, */);
      const token = offered[1] ?? new URL(req.url ?? "/", "ws://host").searchParams.get("access_token") ?? "";
      tokens.push(token);
      done(token !== "" && !token.startsWith("bad"), 401);
    },
  });
  await once(server, "listening");

  const entityOf = (message: Message) => String(message.entityId);
  const historyOf = (entityId: string) => history.get(entityId) ?? [];
  const write = (socket: WebSocket, message: Message) => socket.send(JSON.stringify(message));

  const actions: Readonly<Record<string, (socket: WebSocket, message: Message) => void>> = {
    subscribe(socket, message) {
      const entityId = entityOf(message);
      const updates = historyOf(entityId);
      subscribers.set(entityId, (subscribers.get(entityId) ?? new Set()).add(socket));
      const { since, requestId } = message;
      const recovered = typeof since === "number" ? { recovered: true } : {};
      write(socket, { type: "subscribed", entityId, requestId, seq: updates.length, ...recovered });
      if (typeof since === "number") for (const update of updates.slice(since)) write(socket, update);
    },
    unsubscribe(socket, { entityId, requestId }) {
      subscribers.get(String(entityId))?.delete(socket);
      write(socket, { type: "unsubscribed", entityId, requestId });
    },
    authenticate(socket, { token, requestId }) {
      tokens.push(String(token));
      write(socket, { type: "authenticated", requestId });
    },
    ping: (socket) => write(socket, { type: "pong" }),
  };

  server.on("connection", (socket) => {
    socket.on("close", () => {
      for (const sockets of subscribers.values()) sockets.delete(socket);
    });
    socket.on("message", (data) => {
      const message = JSON.parse(String(data));
      requests.push(message);
      for (const look of waiting) if (look(message)) break;
      actions[message.action]?.(socket, message);
    });
  });

  function sendAll(sockets: Iterable<WebSocket>, message: Message): void {
    newest = message;
    for (const socket of sockets) write(socket, message);
  }

  async function stop(): Promise<void> {
    if (!server.address()) return;
    for (const socket of server.clients) socket.terminate();
    const closed = once(server, "close");
    server.close();
    await closed;
  }

  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/dev`,
    tokens,
    nextRequest(action) {
      const isIt = (message: Message) => message.action === action;
      return new Promise((resolve) => {
        const take = (message: Message) => {
          if (!isIt(message)) return false;
          requests.splice(requests.indexOf(message), 1);
          waiting.delete(take);
          resolve(message);
          return true;
        };
        const found = requests.find(isIt);
        if (found) take(found);
        else waiting.add(take);
      });
    },
    publish(entityId, message) {
      ids += 1;
      const seq = historyOf(entityId).length + 1;
      const update = {
        type: "Entity Updated",
        id: `id-${ids}`,
        entityId,
        seq,
        message,
        sentAt: "2026-01-31T12:00:00Z",
      };
      history.set(entityId, [...historyOf(entityId), update]);
      sendAll(subscribers.get(entityId) ?? [], update);
    },
    notify(message) {
      ids += 1;
      sendAll(server.clients, {
        type: "User Push Notification",
        id: `id-${ids}`,
        message,
        sentAt: "2026-01-31T12:00:00Z",
      });
    },
    repeat: () => sendAll(server.clients, newest),
    send: (message) => sendAll(server.clients, message as Message),
    cut() {
      for (const socket of server.clients) socket.terminate();
    },
    get connections() {
      return server.clients.size;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
