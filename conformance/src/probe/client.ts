import { type RawData, WebSocket } from "ws";
import { Unsupported } from "../targets/abilities.ts";
import type { LambdaEvent, Stage } from "../targets/target.ts";

/** An open connection that keeps what it was sent until it is taken. */
export interface Client extends Disposable {
  readonly socket: WebSocket;
  /** Texts as they are, everything else as JSON. */
  send(message: unknown): void;
  /** The next message that has not been taken. */
  next(): Promise<string>;
  /** Sends and takes the next message. */
  ask(message: unknown): Promise<string>;
  close(code?: number, reason?: string): Promise<Closing>;
  /** The connection's end, once it has come. */
  readonly closed: Promise<Closing>;
}

export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** Connects to a stage or a URL; rejects when the handshake is refused. */
export async function connect(
  to: string | Pick<Stage, "wsUrl" | "answers" | "lacks">,
  headers: Readonly<Record<string, string>> = {},
): Promise<Client> {
  const { wsUrl, answers, lacks } = typeof to === "string" ? { wsUrl: to, answers: true, lacks: [] } : to;
  const socket = new WebSocket(wsUrl, { perMessageDeflate: false, headers: { ...headers } });
  const queue: string[] = [];
  const takers: ((text: string) => void)[] = [];
  socket.on("message", (data: RawData) => {
    const taker = takers.shift();
    if (taker) taker(String(data));
    else queue.push(String(data));
  });
  const closed = new Promise<Closing>((resolve) =>
    socket.once("close", (code, reason) => resolve({ code, reason: String(reason) })),
  );
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => undefined);

  const send = (message: unknown) => {
    const { action } = Object(message) as { action?: unknown };
    if (lacks.some((key) => key === action)) throw new Unsupported(`It has no route ${action}.`);
    socket.send(typeof message === "string" ? message : JSON.stringify(message));
  };
  const next = async () => {
    if (!answers) throw new Unsupported("Its routes cannot answer.");
    const queued = queue.shift();
    return queued ?? new Promise<string>((resolve) => takers.push(resolve));
  };
  return {
    socket,
    closed,
    send,
    next,
    async ask(message) {
      send(message);
      return next();
    },
    close(code, reason) {
      socket.close(code, reason);
      return closed;
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}

/** URL that tells the function behind a handshake what to do, and its authorizer: see stack/functions. */
export function programmed(wsUrl: string, { program, authorizer }: { program?: object; authorizer?: object }): string {
  const query = new URLSearchParams({
    ...(program && { program: JSON.stringify(program) }),
    ...(authorizer && { authorizer: JSON.stringify(authorizer) }),
  });
  return `${wsUrl}?${query}`;
}

/** The event that a function answered, as it does without a program. */
export async function eventOf(client: Client, message: unknown): Promise<LambdaEvent> {
  return JSON.parse(await client.ask(message));
}

/** The connection's id, by a route whose function answers its event. */
export async function connectionIdOf(client: Client, message: unknown = { action: "twoway" }): Promise<string> {
  return String((await eventOf(client, message)).requestContext.connectionId);
}
