import type { Server } from "node:http";
import {
  createServer,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import type { Socket } from "node:net";

/** The beginning of HTTP/2 without TLS (RFC 9113, section 3.4), as far as it takes to be no method of HTTP/1.1. */
const PREFACE = Buffer.from("PRI");

/** A connection that says nothing for this long is ended, as one that sends half a request. */
const SILENCE_MS = 60_000;

/**
 * Lets a server of HTTP/1.1 take HTTP/2 on the same port. The SDKs' clients of some services (Bedrock, Kinesis,
 * Transcribe) speak nothing else. A connection's first bytes tell which of the two it is.
 */
export function acceptHttp2(
  server: Server,
  handle: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
): Disposable {
  const waiting = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  let http2: Http2Server | undefined;

  /** Most engines never see HTTP/2. */
  function createHttp2(): Http2Server {
    return createServer(handle).on("session", (session) => {
      sessions.add(session);
      session.once("close", () => sessions.delete(session));
    });
  }

  const http1 = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    waiting.add(socket);
    readBeginning(socket, (protocol) => {
      waiting.delete(socket);
      if (protocol === "http2") {
        http2 ??= createHttp2();
        http2.emit("connection", socket);
      }
      if (protocol === "http1") hand(socket, http1, server);
    });
  });

  return {
    [Symbol.dispose]() {
      for (const socket of waiting) socket.destroy();
      for (const session of sessions) session.destroy();
    },
  };
}

function hand(socket: Socket, listeners: ReturnType<Server["listeners"]>, server: Server): void {
  for (const listener of listeners) Reflect.apply(listener, server, [socket]);
  socket.resume();
}

type Protocol = "http1" | "http2" | "none";

/** Tells the protocol of a connection, with all of its bytes still to be read. */
function readBeginning(socket: Socket, found: (protocol: Protocol) => void): void {
  let beginning: Buffer = Buffer.alloc(0);
  const giveUp = () => void socket.destroy();

  function settle(protocol: Protocol): void {
    socket.off("data", read).off("error", giveUp).off("end", giveUp).off("close", leave).off("timeout", giveUp);
    socket.setTimeout(0);
    found(protocol);
  }

  const leave = () => settle("none");

  function read(chunk: Buffer): void {
    beginning = Buffer.concat([beginning, chunk]);
    const length = Math.min(beginning.length, PREFACE.length);
    const fits = beginning.subarray(0, length).equals(PREFACE.subarray(0, length));
    if (fits && length < PREFACE.length) return;
    socket.pause();
    socket.unshift(beginning);
    settle(fits ? "http2" : "http1");
  }

  socket.setTimeout(SILENCE_MS);
  socket.on("data", read).once("error", giveUp).once("end", giveUp).once("close", leave).once("timeout", giveUp);
}
