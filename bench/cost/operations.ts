import { AwsClient } from "aws4fetch";
import type { Contender } from "./contenders.ts";
import { openPoster } from "./raw-http.ts";
import { openRawSocket, type RawSocket, textFrame } from "./raw-socket.ts";

/** Something that clients do again and again: `count` times with `width` of them at once. */
export interface Operation {
  readonly name: string;
  readonly count: number;
  run(contender: Contender, count: number): Promise<void>;
}

const WIDTH = 32;

const PING = textFrame('{"action":"ping"}');
const ECHO = textFrame('{"action":"echo","text":"hello"}');

export const createOperations = (token: string): readonly Operation[] => {
  const open = ({ url }: Contender) => openRawSocket(url, { Authorization: token });

  const onSockets = (frame: Buffer) => (contender: Contender, count: number) =>
    withSockets(open, contender, (socket) => repeat(count / WIDTH, () => socket.ask(frame)));

  return [
    {
      name: "connect, JWT",
      count: 1_600,
      run: (contender, count) => atOnce(() => repeat(count / WIDTH, async () => (await open(contender)).close())),
    },
    { name: "ping", count: 16_000, run: onSockets(PING) },
    { name: "echo by SDK", count: 3_200, run: onSockets(ECHO) },
    {
      name: "push by signed POST",
      count: 16_000,
      run: (contender, count) => withSockets(open, contender, (socket) => push(contender, socket, count / WIDTH)),
    },
  ];
};

async function push(contender: Contender, socket: RawSocket, count: number): Promise<void> {
  const { pong } = JSON.parse(await socket.ask(PING)) as { readonly pong: string };
  const request = await signedPost(`${contender.managementUrl}/@connections/${encodeURIComponent(pong)}`);
  using poster = await openPoster(contender.managementUrl);
  await repeat(count, async () => {
    const arrived = socket.next();
    await poster.post(request);
    await arrived;
  });
}

const signer = new AwsClient({
  accessKeyId: "test",
  secretAccessKey: "test",
  service: "execute-api",
  region: "us-east-1",
});

/** A signature holds for minutes: the bytes can be sent again. */
async function signedPost(url: string): Promise<Buffer> {
  const { host, pathname } = new URL(url);
  const body = '{"hello":"you"}';
  const { headers } = await signer.sign(url, { method: "POST", body });
  const all = { ...Object.fromEntries(headers), host, "content-length": String(body.length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST ${pathname} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
}

async function withSockets(
  open: (contender: Contender) => Promise<RawSocket>,
  contender: Contender,
  use: (socket: RawSocket) => Promise<void>,
): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: WIDTH }, () => open(contender)));
  await Promise.all(sockets.map(use));
  for (const socket of sockets) socket.close();
}

const atOnce = (work: () => Promise<void>) => Promise.all(Array.from({ length: WIDTH }, work)).then(() => {});

async function repeat(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < count; n++) await work();
}
