import type { Engine } from "../../engine.ts";
import { HandshakeRefusedError } from "../basics/errors.ts";
import { show } from "../basics/match.ts";
import { reportJournal } from "../reports/journal-report.ts";
import { createFrames } from "./frames.ts";
import { type ConnectOptions, type HandshakeResponse, parsed, shakeHands } from "./handshake.ts";
import { createTestSocket, type TestSocket } from "./test-socket.ts";

interface Connectable extends Pick<Engine, "webSockets" | "journal"> {
  /** Resolves when no function runs any more. */
  settled(): Promise<void>;
}

/** Opens a connection. Rejects with a `HandshakeRefusedError` when the API answers otherwise. */
export async function connect<Frame>(engine: Connectable, options: ConnectOptions): Promise<TestSocket<Frame>> {
  const { journal } = engine;
  const since = journal.lastSeq;
  const url = urlFor(engine, options);
  const { protocols, origin, headers } = options;
  const frames = createFrames<Frame>();
  const receive = (data: Buffer, isBinary: boolean) => frames.add((isBinary ? data : parsed(String(data))) as Frame);
  const shaken = await shakeHands(url, { protocols, origin, headers: { ...headers } }, receive);
  if ("refused" in shaken) throw refusedError(engine, shaken.refused, since);
  const { socket, localPort } = shaken;
  const isOurs = { service: "execute-api", type: "connect", data: { remotePort: localPort } };
  const { data } = await journal.waitFor(isOurs, { after: since });
  return createTestSocket({
    ...{ socket, frames, journal, since },
    connectionId: String(data.connectionId),
    settle: () => engine.settled(),
  });
}

/** Resolves with the answer to a handshake that is refused, and rejects when it is not. */
export async function refusedHandshake(engine: Connectable, options: ConnectOptions): Promise<HandshakeResponse> {
  const outcome = await connect(engine, options).catch((error: unknown) => error);
  if (outcome instanceof HandshakeRefusedError) {
    const { status, headers, body } = outcome;
    return { status, headers, body };
  }
  if (outcome instanceof Error) throw outcome;
  const socket = outcome as TestSocket;
  await socket.close();
  throw new Error(`The handshake was accepted.\n\n${socket.journal()}`);
}

function refusedError({ journal }: Connectable, response: HandshakeResponse, since: number): HandshakeRefusedError {
  const report = reportJournal(journal, { of: "the handshake", after: since });
  const message = `The handshake was answered with ${response.status} ${show(response.body)}.\n\n${report}`;
  return new HandshakeRefusedError(response, message);
}

function urlFor({ webSockets }: Connectable, { api, stage, query }: ConnectOptions): string {
  const found = webSockets.filter(
    (one) => (api === undefined || one.logicalId === api) && (stage === undefined || one.stage === stage),
  );
  const [first, ...others] = found;
  const known = webSockets.map((one) => `${one.logicalId}/${one.stage}`).join(", ") || "none";
  if (!first) throw new Error(`There is no such WebSocket API. There is: ${known}.`);
  if (others.length > 0) throw new Error(`There are several WebSocket APIs; name one by api and stage: ${known}.`);
  const url = new URL(first.url);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.append(name, value);
  return url.href;
}
