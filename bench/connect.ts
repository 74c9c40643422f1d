import { openSocket } from "../e2e/sockets.ts";
import { median, type Row } from "./report.ts";
import type { Pair } from "./systems.ts";

const CONNECTS_PER_ROUND = 50;

export async function measureConnect({ engineUrl, peerUrl, token }: Pair, rounds: number): Promise<Row> {
  const [engine, peer]: [number[], number[]] = [[], []];
  await connects(engineUrl, token);
  await connects(peerUrl, token);
  for (let round = 0; round < rounds; round++) {
    engine.push(await connects(engineUrl, token));
    peer.push(await connects(peerUrl, token));
  }
  return {
    what: "connect: authorizer, `$connect`, DynamoDB write, 101",
    engineMs: median(engine),
    peerMs: median(peer),
    peer: "`ws`, `jose` and a DynamoDB write in one process",
  };
}

/** The median time of one connect after another. */
async function connects(url: string, token: string): Promise<number> {
  const spans: number[] = [];
  for (let n = 0; n < CONNECTS_PER_ROUND; n++) {
    const begun = performance.now();
    const socket = await openSocket(url, ["websocket", token]);
    spans.push(performance.now() - begun);
    socket.socket.close();
    await socket.closed;
  }
  return median(spans);
}
