import { once } from "node:events";
import { join } from "node:path";
import { openSocket, type TestSocket } from "../e2e/support/sockets.ts";
import { root, startSystem } from "../e2e/support/system.ts";
import { median, type Row } from "./report.ts";
import { type Pair, takeTurns } from "./systems.ts";

const MESSAGES_PER_ROUND = 500;

/** Measures a route that only echoes: the work of the app before it answers is another matter. */
export async function measureRoundTrip(peer: Pick<Pair, "peerUrl" | "token">, rounds: number): Promise<Row> {
  await using echo = await startSystem(join(root, "bench/echo/template.yaml"));
  using engineSocket = await openSocket(echo.url);
  using peerSocket = await openSocket(peer.peerUrl, ["websocket", peer.token]);
  const messagesOver = (socket: TestSocket) => () => messages(socket);
  return {
    what: "message to an isolated Lambda and back",
    ...(await takeTurns(rounds, messagesOver(engineSocket), messagesOver(peerSocket))),
    peer: "`ws` answering in its own process",
  };
}

/** Returns the median time of one message and its answer after another. */
async function messages({ socket, closed }: TestSocket): Promise<number> {
  const spans: number[] = [];
  for (let n = 0; n < MESSAGES_PER_ROUND; n++) {
    const begun = performance.now();
    const answered = once(socket, "message");
    socket.send('{"action":"echo"}');
    await Promise.race([answered, closed.then(giveUp)]);
    spans.push(performance.now() - begun);
  }
  return median(spans);
}

function giveUp({ code }: { readonly code: number }): never {
  throw new Error(`The socket was closed with ${code} before the answer.`);
}
