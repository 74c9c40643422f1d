import { openSocket, type TestSocket } from "../e2e/sockets.ts";
import { median, type Row } from "./report.ts";
import type { Pair } from "./systems.ts";

const MESSAGES_PER_ROUND = 500;

export async function measureRoundTrip({ engineUrl, peerUrl, token }: Pair, rounds: number): Promise<Row> {
  using engineSocket = await openSocket(engineUrl, ["websocket", token]);
  using peerSocket = await openSocket(peerUrl, ["websocket", token]);
  const [engine, peer]: [number[], number[]] = [[], []];
  await messages(engineSocket);
  await messages(peerSocket);
  for (let round = 0; round < rounds; round++) {
    engine.push(await messages(engineSocket));
    peer.push(await messages(peerSocket));
  }
  return {
    what: "message to an isolated Lambda (`$default`) and back",
    engineMs: median(engine),
    peerMs: median(peer),
    peer: "`ws` answering in its own process",
  };
}

/** The median time of one message and its answer after another. */
async function messages({ socket }: TestSocket): Promise<number> {
  const spans: number[] = [];
  for (let n = 0; n < MESSAGES_PER_ROUND; n++) {
    const begun = performance.now();
    const answered = new Promise((resolve) => socket.once("message", resolve));
    socket.send('{"action":"nobody knows this"}');
    await answered;
    spans.push(performance.now() - begun);
  }
  return median(spans);
}
