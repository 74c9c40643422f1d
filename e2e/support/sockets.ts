import { request } from "node:http";
import { connect } from "node:net";
import { WebSocket } from "ws";

export type Message = Readonly<Record<string, unknown>>;

/** A socket that keeps what it was sent, so that nothing is missed between two lines of a test. */
export interface TestSocket extends Disposable {
  readonly socket: WebSocket;
  readonly received: readonly Message[];
  send(message: unknown): void;
  /** Resolves with the message that has these members, the first or that of a number; those that came before count. */
  next(members: Message, number?: number): Promise<Message>;
  readonly closed: Promise<{ code: number; reason: string }>;
}

const has = (message: Message, members: Message) =>
  Object.entries(members).every(([key, value]) => message[key] === value);

/** A message; one that is no JSON is kept as `text`, since whoever pushes by hand sends any. */
function messageOf(text: string): Message {
  try {
    return JSON.parse(text) as Message;
  } catch {
    return { text };
  }
}

/** Resolves once the socket is open; rejects with the status of a refusal as its message. */
export async function openSocket(url: string, protocols: readonly string[] = []): Promise<TestSocket> {
  const socket = new WebSocket(url, [...protocols], { perMessageDeflate: false });
  const received: Message[] = [];
  const waiting = new Set<() => void>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  socket.on("message", (data) => {
    received.push(messageOf(String(data)));
    for (const look of [...waiting]) look();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return {
    socket,
    received,
    closed,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    next: (members, number = 1) =>
      new Promise((resolve) => {
        const look = () => {
          const found = received.filter((message) => has(message, members))[number - 1];
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    [Symbol.dispose]: () => socket.terminate(),
  };
}

export interface Handshake {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A bare HTTP/1.1 upgrade through `node:http`, as no WebSocket library would soften it. */
export function handshake(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const call = request(url.replace(/^ws/, "http"), {
      headers: {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        ...headers,
      },
    });
    call.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: "" });
    });
    call.once("response", async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
    });
    call.once("error", reject);
    call.end();
  });
}

/** The answer of a server to these bytes, up to the end of its head. */
export function rawExchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      if (answer.includes("\r\n\r\n")) socket.destroy();
    });
    socket.once("close", () => resolve(answer));
    socket.once("error", reject);
  });
}
