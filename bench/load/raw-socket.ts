import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

const FIN_AND_TEXT = 0x81;
const MASKED = 0x80;
const LARGEST_SHORT = 125;
const TWO_BYTES = 126;
const CLOSE = 8;
const KEY_BYTES = 16;

/** A WebSocket client of no more than it takes, so that its own work does not count: text frames, short ones. */
export interface RawSocket {
  /** Sends a frame; resolves with the next one that comes. */
  ask(frame: Buffer): Promise<string>;
  /** Resolves with the next frame that comes. */
  next(): Promise<string>;
  /** Drops the frames that nobody has asked for; returns how many they were. */
  forget(): number;
  close(): void;
}

/** A text as a masked frame; its mask is 0, which changes nothing. */
export function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  if (payload.length > LARGEST_SHORT) throw new Error("The bench sends short frames only.");
  return Buffer.concat([Buffer.from([FIN_AND_TEXT, MASKED | payload.length, 0, 0, 0, 0]), payload]);
}

/** Resolves once the handshake is answered with 101; rejects with any other answer. */
export function openRawSocket(url: string, headers: Readonly<Record<string, string>>): Promise<RawSocket> {
  const { hostname, port, host, pathname } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(KEY_BYTES).toString("base64")}\r\n${lines.join("")}\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.setNoDelay(true);
    socket.once("error", reject);
    let head = "";
    socket.on("data", function onHead(chunk: Buffer) {
      head += chunk.toString("latin1");
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      socket.off("data", onHead);
      if (!head.startsWith("HTTP/1.1 101")) return reject(new Error(head));
      resolve(readFrames(socket));
    });
  });
}

function readFrames(socket: Socket): RawSocket {
  let rest: Buffer = Buffer.alloc(0);
  let waiting: ((text: string) => void) | undefined;
  const early: string[] = [];

  function deliver(text: string): void {
    const take = waiting;
    waiting = undefined;
    if (take) take(text);
    else early.push(text);
  }

  socket.on("data", (chunk: Buffer) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (;;) {
      const frame = frameOf(rest);
      if (!frame) return;
      rest = rest.subarray(frame.end);
      if (frame.opcode !== CLOSE) deliver(frame.text);
    }
  });

  function next(): Promise<string> {
    const text = early.shift();
    if (text !== undefined) return Promise.resolve(text);
    return new Promise((resolve) => {
      waiting = resolve;
    });
  }

  return {
    next,
    ask(frame) {
      socket.write(frame);
      return next();
    },
    forget: () => early.splice(0).length,
    close: () => socket.destroy(),
  };
}

/** The first frame of `bytes`; undefined when not all of it is there. */
function frameOf(bytes: Buffer): { opcode: number; text: string; end: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] ?? 0) & ~MASKED;
  if (short > TWO_BYTES) throw new Error("The bench reads short frames only.");
  const start = short === TWO_BYTES ? 4 : 2;
  if (bytes.length < start) return undefined;
  const end = start + (short === TWO_BYTES ? bytes.readUInt16BE(2) : short);
  if (bytes.length < end) return undefined;
  return { opcode: (bytes[0] ?? 0) & 0x0f, text: bytes.toString("utf8", start, end), end };
}
