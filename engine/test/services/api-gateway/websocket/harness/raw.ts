import { connect, type Socket } from "node:net";

export const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
/** SHA-1 of the key above and RFC 6455's constant (§1.3 of the RFC). */
export const ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/** The bytes of a handshake; a header that is undefined is left out. */
export function handshake(path: string, headers: Readonly<Record<string, string | undefined>> = {}): string {
  const all: Record<string, string | undefined> = {
    Host: "127.0.0.1",
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
  return `GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** A TCP client that sees bytes. */
export interface RawClient {
  readonly socket: Socket;
  write(bytes: string | Buffer): void;
  /** All bytes so far, once they fit `pattern`. */
  until(pattern: RegExp): Promise<string>;
  /** All bytes, once the server has closed. */
  readonly ended: Promise<Buffer>;
}

export async function rawConnect(port: number): Promise<RawClient> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  const checks = new Set<() => void>();
  socket.on("data", (chunk) => {
    chunks.push(chunk);
    for (const check of checks) check();
  });
  socket.on("error", () => undefined);
  const ended = new Promise<Buffer>((resolve) => socket.once("close", () => resolve(Buffer.concat(chunks))));
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  return {
    socket,
    ended,
    write: (bytes) => void socket.write(bytes),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const text = Buffer.concat(chunks).toString("latin1");
          if (!pattern.test(text)) return;
          checks.delete(check);
          resolve(text);
        };
        checks.add(check);
        socket.once("close", () => reject(new Error(`closed before ${pattern} came`)));
        check();
      }),
  };
}

/** A raw client whose handshake is done: what it sees from here on are frames. */
export async function rawWebSocket(port: number, path: string): Promise<RawClient> {
  const client = await rawConnect(port);
  client.write(handshake(path));
  await client.until(/^HTTP\/1\.1 101 [\s\S]*\r\n\r\n/);
  return client;
}
