import { connect, type Socket } from "node:net";
import { WebSocket } from "ws";

/** The answer to a handshake that was refused. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/** A client of the soak: one socket, of which it knows the TCP connection, too. */
export interface Peer {
  readonly socket: WebSocket;
  readonly tcp: Socket;
  /** Resolves with the next text, or with `closed CODE`, or with `silence` after the patience. Waits once at a time. */
  next(): Promise<string>;
  /** Resolves with the code with which it was closed. */
  readonly closed: Promise<number>;
  readonly isOpen: boolean;
}

/** Longer than the longest integration (29 s), on a machine that is busy. */
const PATIENCE_MS = 60_000;

export const SILENCE = "silence";

/** Opens a socket; rejects with `Refused` when the handshake is. */
export function openPeer(url: string): Promise<Peer> {
  return new Promise((resolve, reject) => {
    let tcp: Socket | undefined;
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      createConnection: () => {
        const { hostname, port } = new URL(url);
        tcp = connect(Number(port), hostname);
        return tcp;
      },
    });
    socket.once("unexpected-response", (_request, response) => {
      response.resume();
      reject(new Refused(response.statusCode ?? 0));
    });
    socket.on("error", reject);
    socket.once("open", () => tcp && resolve(createPeer(socket, tcp)));
  });
}

function createPeer(socket: WebSocket, tcp: Socket): Peer {
  const early: string[] = [];
  let deliver: ((text: string) => void) | undefined;
  function take(text: string): void {
    const waiting = deliver;
    deliver = undefined;
    if (waiting) waiting(text);
    else early.push(text);
  }
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  socket.on("message", (data) => take(String(data)));
  void closed.then((code) => take(`closed ${code}`));

  return {
    socket,
    tcp,
    closed,
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    next() {
      const text = early.shift();
      if (text !== undefined) return Promise.resolve(text);
      return new Promise((resolve) => {
        const impatience = setTimeout(take, PATIENCE_MS, SILENCE);
        deliver = (told) => {
          clearTimeout(impatience);
          resolve(told);
        };
      });
    },
  };
}
