import { setTimeout as delay } from "node:timers/promises";
import type { WebSocket } from "ws";
import { messageOf } from "../../../kernel/errors.ts";
import type { Handshake } from "./handshake.ts";
import { performLine, type Talker } from "./lines.ts";
import { type Opened, open } from "./open.ts";
import { createReceiver } from "./receiver.ts";
import { headerLines, type View } from "./view.ts";

export interface SessionOptions {
  readonly handshake: Handshake;
  readonly view: View;
  /** Gives the lines once the connection is open, until they end or the signal says that it is closed. */
  readonly lines: (closed: AbortSignal) => AsyncIterable<string>;
  /** The time for answers after the last line, in milliseconds. */
  readonly waitMs: number;
  /** A folder for binary messages; undefined: they are shown. */
  readonly saveTo: string | undefined;
  readonly interrupted: AbortSignal;
}

const NORMAL_CLOSURE = 1000;

/** Runs a session from its handshake to its end; resolves with the exit code. */
export async function runSession(options: SessionOptions): Promise<number> {
  const { handshake, view, interrupted } = options;
  const receiver = createReceiver(options);
  const answer = await open(handshake, receiver.message, interrupted);
  if (!("socket" in answer)) {
    view.refused(answer);
    return 1;
  }
  const ending = new Ending(answer.socket, interrupted);
  view.opened(handshake, answer.socket.protocol);
  const mistakes = await talk(answer, ending, options);
  ending.close(NORMAL_CLOSURE, "");
  const { code, reason } = await ending.closed;
  await receiver.settled();
  view.closed(code, reason);
  return mistakes > 0 || (code !== NORMAL_CLOSURE && !ending.isOurs) ? 1 : 0;
}

/** The end of a connection, whoever wishes for it. */
class Ending {
  /** The close code and the reason that the connection ended with. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  isOurs = false;
  readonly #socket: WebSocket;
  readonly #begun = new AbortController();

  constructor(socket: WebSocket, interrupted: AbortSignal) {
    this.#socket = socket;
    const interrupt = () => this.close(NORMAL_CLOSURE, "");
    interrupted.addEventListener("abort", interrupt);
    if (interrupted.aborted) interrupt();
    this.closed = new Promise((resolve) => {
      socket.once("close", (code, reason) => {
        interrupted.removeEventListener("abort", interrupt);
        this.#begun.abort();
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  /** Aborted when the connection is closed, or on its way to be. */
  get signal(): AbortSignal {
    return this.#begun.signal;
  }

  close(code: number, reason: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) {
      this.isOurs = true;
      this.#socket.close(code, reason);
    }
    this.#begun.abort();
  }
}

/** Does what the lines say, then waits for answers. Resolves with the number of lines that could not be done. */
async function talk(opened: Opened, ending: Ending, { view, lines, waitMs }: SessionOptions): Promise<number> {
  const talker = createTalker(opened, ending, view);
  let mistakes = 0;
  for await (const line of lines(ending.signal)) {
    if (ending.signal.aborted) break;
    await performLine(line, talker).catch((error) => {
      mistakes++;
      view.mistake(messageOf(error));
    });
  }
  await delay(waitMs, undefined, { signal: ending.signal }).catch(() => undefined);
  return mistakes;
}

function createTalker({ socket, headers }: Opened, ending: Ending, view: View): Talker {
  let pingedAt = 0;
  socket.on("pong", () => view.pong(Math.round(performance.now() - pingedAt)));
  return {
    send: (data) => socket.send(data),
    ping() {
      pingedAt = performance.now();
      socket.ping();
    },
    close: (code, reason) => ending.close(code, reason),
    headers: () => view.told(headerLines(headers).join("\n")),
    tell: view.told,
  };
}
