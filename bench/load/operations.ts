import { AwsClient } from "aws4fetch";
import { SignJWT } from "jose";
import { ENVIRONMENT, type Server } from "../contenders/contender.ts";
import { createPoster } from "./raw-http.ts";
import { openRawSocket, type RawSocket, textFrame } from "./raw-socket.ts";

export const operationNames = ["connect", "ping", "echo", "push"] as const;

export type OperationName = (typeof operationNames)[number];

/** Clients that each do something again and again. */
export interface Load extends Disposable {
  readonly clients: readonly (() => Promise<unknown>)[];
}

/** Something that clients do: `open` has `width` of them ready. */
export interface Operation {
  readonly title: string;
  open(server: Server, width: number): Promise<Load>;
}

/** The width of the tables. */
export const WIDTH = 32;

const PING = { frame: textFrame('{"action":"ping"}'), answer: '"pong"' };
const ECHO = { frame: textFrame('{"action":"echo","text":"hello"}'), answer: "hello" };

/** Sends a message, and rejects with any other answer: what fails fast is not fast. */
async function exchange(socket: RawSocket, { frame, answer }: typeof PING): Promise<string> {
  const text = await socket.ask(frame);
  if (!text.includes(answer)) throw new Error(text);
  return text;
}

const token = new SignJWT({ sub: "bench" })
  .setProtectedHeader({ alg: "HS256" })
  .setExpirationTime("2h")
  .sign(new TextEncoder().encode(ENVIRONMENT.JWT_SECRET));

/** A client that has connected with a token. */
export const openClient = async ({ url }: Pick<Server, "url">): Promise<RawSocket> =>
  openRawSocket(url, { Authorization: await token });

export const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  connect: {
    title: "connect + JWT",
    async open(server, width) {
      const client = async () => (await openClient(server)).close();
      return { clients: Array.from({ length: width }, () => client), [Symbol.dispose]() {} };
    },
  },
  ping: { title: "ping, two-way", open: onSockets((socket) => () => exchange(socket, PING)) },
  echo: { title: "echo by SDK @connections", open: onSockets((socket) => () => exchange(socket, ECHO)) },
  push: { title: "push by signed POST", open: onSockets(pusher) },
};

type Client = () => Promise<unknown>;

function onSockets(clientOf: (socket: RawSocket, server: Server) => Client | Promise<Client>): Operation["open"] {
  return async (server, width) => {
    const sockets = await Promise.all(Array.from({ length: width }, () => openClient(server)));
    const clients = await Promise.all(sockets.map((socket) => clientOf(socket, server)));
    return {
      clients,
      [Symbol.dispose]() {
        for (const socket of sockets) socket.close();
      },
    };
  };
}

/** Posts to its own connection, whose id an echo tells, and waits until the text has come. */
async function pusher(socket: RawSocket, { managementUrl }: Server): Promise<Client> {
  const { from } = JSON.parse(await exchange(socket, ECHO)) as { readonly from: string };
  const request = await signedPost(`${managementUrl}/@connections/${encodeURIComponent(from)}`);
  const poster = createPoster(managementUrl);
  return async () => {
    const arrived = socket.next();
    await poster.post(request);
    await arrived;
  };
}

const signer = new AwsClient({
  accessKeyId: ENVIRONMENT.AWS_ACCESS_KEY_ID,
  secretAccessKey: ENVIRONMENT.AWS_SECRET_ACCESS_KEY,
  service: "execute-api",
  region: ENVIRONMENT.AWS_REGION,
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
