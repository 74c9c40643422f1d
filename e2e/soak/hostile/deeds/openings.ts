import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { openPeer, type Peer, Refused } from "./peer.ts";

/** A way in which a handshake may go. */
export interface Opening {
  readonly kind: string;
  readonly weight: number;
  readonly allowed: readonly string[];
  /** Resolves with the connection, or with how it was refused. */
  run(url: string): Promise<Peer | string>;
}

interface Asked {
  readonly kind: string;
  readonly weight: number;
  readonly query?: string;
  readonly status: number;
}

async function open(url: string): Promise<Peer | string> {
  try {
    return await openPeer(url);
  } catch (error) {
    return error instanceof Refused ? String(error.status) : `${(error as NodeJS.ErrnoException).code ?? error}`;
  }
}

const handshake = ({ kind, weight, query = "", status }: Asked): Opening => ({
  kind: `handshake: ${kind}`,
  weight,
  allowed: [String(status)],
  run: (url) => open(`${url}${query}`),
});

/** An answer, or the end of the connection, takes that long at most. */
const PATIENCE_MS = 40_000;

/** Writes these bytes as the whole request; resolves with the status, or with `closed`. */
function raw(bytes: Buffer | string, url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const impatience = setTimeout(() => socket.destroy(new Error("silence")), PATIENCE_MS);
    socket.once("data", (data) => {
      resolve(data.toString("latin1").split(" ")[1] ?? "");
      socket.destroy();
    });
    socket.once("error", ({ message }) => resolve(message));
    socket.once("close", () => {
      clearTimeout(impatience);
      resolve("closed");
    });
  });
}

const WITHOUT_KEY =
  "GET /soak HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n";
const HALF_A_HEAD = "GET /soak?who=half HTTP/1.1\r\nHost: localhost\r\nConnec";
const NO_HTTP = Buffer.from([0x16, 0x03, 0x01, 0x00, 0xa5, 0x01, 0x00, 0x00, 0xa1, 0x0d, 0x0a, 0x0d, 0x0a]);
const MOMENT_MS = 150;

async function giveUp(url: string): Promise<string> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(
    WITHOUT_KEY.replace("/soak ", `${pathname}?who=hasty&do=slow `).replace("\r\n\r\n", `\r\n${KEY}\r\n\r\n`),
  );
  await sleep(MOMENT_MS);
  socket.destroy();
  return "gave up";
}

const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

async function dropHead(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(HALF_A_HEAD);
  await sleep(MOMENT_MS);
  socket.destroy();
  return "dropped";
}

/** Handshakes, and the status that each is answered with [1.3]. */
export const OPENINGS: readonly Opening[] = [
  handshake({ kind: "accepted", weight: 140, query: "?who=somebody", status: 101 }),
  handshake({ kind: "accepted late", weight: 3, query: "?who=somebody&do=slow", status: 101 }),
  handshake({ kind: "nobody says who", weight: 3, status: 401 }),
  handshake({ kind: "authorizer throws Unauthorized", weight: 4, query: "?who=unauthorized", status: 401 }),
  handshake({ kind: "authorizer throws", weight: 4, query: "?who=broken", status: 500 }),
  handshake({ kind: "authorizer answers no policy", weight: 4, query: "?who=senseless", status: 500 }),
  handshake({ kind: "denied", weight: 4, query: "?who=denied", status: 403 }),
  handshake({ kind: "$connect answers 401", weight: 4, query: "?who=somebody&do=refuse", status: 401 }),
  handshake({ kind: "$connect throws", weight: 4, query: "?who=somebody&do=throw", status: 502 }),
  handshake({ kind: "$connect answers no object", weight: 4, query: "?who=somebody&do=senseless", status: 502 }),
  handshake({ kind: "no such stage", weight: 2, query: "-none?who=somebody", status: 403 }),
  { kind: "handshake: given up", weight: 5, allowed: ["gave up"], run: giveUp },
  { kind: "handshake: half a head", weight: 3, allowed: ["dropped"], run: dropHead },
  { kind: "handshake: no key", weight: 2, allowed: ["400"], run: (url) => raw(WITHOUT_KEY, url) },
  { kind: "bytes that are no HTTP", weight: 2, allowed: ["400", "closed"], run: (url) => raw(NO_HTTP, url) },
];
