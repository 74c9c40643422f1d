import { openSocket } from "../e2e/support/sockets.ts";
import { median, type Row } from "./report.ts";
import { type Pair, takeTurns } from "./systems.ts";

const CONNECTS_PER_ROUND = 50;

export async function measureConnect({ engineUrl, peerUrl, token }: Pair, rounds: number): Promise<Row> {
  const connectsTo = (url: string) => () => connects(url, token);
  return {
    what: "connect: authorizer, `$connect`, DynamoDB write, 101",
    ...(await takeTurns(rounds, connectsTo(engineUrl), connectsTo(peerUrl))),
    peer: "`ws`, `jose` and a DynamoDB write in one process",
  };
}

/** Returns the median time of one connect after another. */
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
